import start from "./client/visavis-example-rust.js";

await start({ module_or_path: new URL("client/visavis-example-rust_bg.wasm", import.meta.url) });
