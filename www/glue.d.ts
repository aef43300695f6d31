/** What wasm-bindgen makes beside the WebAssembly file; `client.js` says what is used of it. */
declare module "*/visavis.js";
