// Writes a `.br` (quality 11) and a `.gz` (level 9) variant of every file in a folder that compresses well.
const fs = require("node:fs");
const path = require("node:path");
const { brotliCompressSync, constants, gzipSync } = require("node:zlib");

const [folder] = process.argv.slice(1);
for (const name of fs.readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, name);
    if (!/\.(html|css|js|wasm|svg|txt)$/.test(name) || !fs.statSync(file).isFile()) {
        continue;
    }
    const whole = fs.readFileSync(file);
    const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 22,
        [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
    };
    const packed = { ".br": brotliCompressSync(whole, { params }), ".gz": gzipSync(whole, { level: 9 }) };
    for (const [ending, bytes] of Object.entries(packed)) {
        fs.writeFileSync(file + ending, bytes);
    }
}
