// @ts-check
/** `visavis` for Vue 3, which needs nothing but the types: see `package/vue.d.ts`. */
export * from "./visavis.js";
