// Bundles and minifies the modules of the page in place: `node --eval … ESBUILD FOLDER PLAN`. Each bundle takes in what it
// imports at once, except what is in the bundle that all of them share; what is loaded on first use stays apart.
const fs = require("node:fs");
const path = require("node:path");

const [esbuildModule, folder, text] = process.argv.slice(1);
const { buildSync, build } = require(esbuildModule);
const plan = JSON.parse(text);

const OPTIONS = {
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
};

/** Resolves the imports of a bundle that are not taken into it: `kept` says which file has them instead. */
function keeping(kept) {
    const resolve = ({ path: imported, kind }) => {
        if (kind === "entry-point") return undefined;
        const name = imported.replace(/^\.\//, "");
        const file = kind === "dynamic-import" || plan.apart.includes(name) ? name : kept(name);
        return file === undefined ? undefined : { path: `./${file}`, external: true };
    };
    return { name: "kept", setup: (esbuild) => esbuild.onResolve({ filter: /^\.\// }, resolve) };
}

/** Returns what an entry does not take in. One that stands alone takes in everything. */
function keptBy(entry) {
    return (name) => {
        if (plan.entries[entry].keeps.includes(name)) return name;
        return plan.shared.modules.includes(name) && !plan.entries[entry].isAlone ? plan.shared.name : undefined;
    };
}

function exportsOf(entry) {
    const { metafile } = buildSync({ ...OPTIONS, bundle: false, metafile: true, entryPoints: [entry] });
    return Object.values(metafile.outputs)[0].exports;
}

async function bundle() {
    const names = plan.shared.modules.flatMap(exportsOf);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    if (twice.length > 0) throw new Error(`two of the shared modules export ${twice}`);

    const contents = plan.shared.modules.map((name) => `export * from "./${name}";`).join("\n");
    const shared = build({
        ...OPTIONS,
        stdin: { contents, resolveDir: folder, sourcefile: plan.shared.name },
        outdir: undefined,
        outfile: plan.shared.name,
        plugins: [keeping(() => undefined)],
    });
    const others = Object.keys(plan.entries).map((entry) =>
        build({ ...OPTIONS, entryPoints: [entry], plugins: [keeping(keptBy(entry))] }),
    );
    const files = (await Promise.all([shared, ...others])).flatMap(({ outputFiles }) => outputFiles);

    // Only now: the bundles were made of them.
    for (const module of plan.bundled) fs.rmSync(path.join(folder, module));
    for (const { path: file, contents } of files) fs.writeFileSync(file, contents);
}

bundle().catch((error) => {
    console.error(error.message);
    process.exit(1);
});
