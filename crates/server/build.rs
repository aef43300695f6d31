//! Writes the table of the page's files that the feature `embed` compiles into the server.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VISAVIS_PAGE");
    if env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return;
    }
    let Some(folder) = page() else {
        println!(
            "cargo::error=the feature `embed` needs a built page: name its folder in the environment variable VISAVIS_PAGE"
        );
        return;
    };
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.join("index.html").is_file() {
        println!(
            "cargo::error=the feature `embed` found no index.html in {}: build the page with `cargo xtask package`, or name another folder in the environment variable VISAVIS_PAGE",
            folder.display()
        );
        return;
    }

    let mut files = Vec::new();
    list(&folder, "", &mut files);
    files.sort();
    let mut table = "{\n".to_owned();
    // Our own pages load some files from a second address: the program contains each content once.
    let mut contents: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let mut entries = String::new();
    for (path, file) in files {
        let Ok(content) = std::fs::read(&file) else {
            println!("cargo::error={} cannot be read", file.display());
            return;
        };
        let count = contents.len();
        let number = *contents.entry(content).or_insert_with(|| {
            let file = file.display().to_string();
            table.push_str(&format!(
                "static FILE_{count}: &[u8] = include_bytes!({file:?});\n"
            ));
            count
        });
        entries.push_str(&format!("({path:?}, FILE_{number}),\n"));
    }
    table.push_str(&format!("[\n{entries}]\n}}"));
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("page.rs");
    if let Err(error) = std::fs::write(&out, table) {
        println!("cargo::error={} cannot be written: {error}", out.display());
    }
}

/// Returns the folder of the built page. The crate as published has no repository around it, so it needs the variable.
fn page() -> Option<PathBuf> {
    if let Some(named) = env::var_os("VISAVIS_PAGE") {
        return Some(PathBuf::from(named));
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../xtask").is_dir().then(|| here.join("../../dist"))
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(entries) = folder.read_dir() else {
        println!("cargo::error={} cannot be read", folder.display());
        return;
    };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            list(&path, &format!("{prefix}{name}/"), files);
        } else if let Ok(path) = path.canonicalize() {
            files.push((format!("{prefix}{name}"), path));
        }
    }
}
