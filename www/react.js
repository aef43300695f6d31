// @ts-check
/** `visavis` for React 19, which needs nothing but the types: see `package/react.d.ts`. */
export * from "./visavis.js";
