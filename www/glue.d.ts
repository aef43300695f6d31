/** The module that wasm-bindgen generates beside the WebAssembly file: see `Glue` in `client.js`. */
declare module "*/visavis.js";
