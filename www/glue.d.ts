/** What wasm-bindgen makes beside the WebAssembly file: see `Glue` in `client.js`. */
declare module "*/visavis.js";
