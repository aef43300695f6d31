//! With the feature `embed`, writes the table of the page's files that goes into the program.

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VISAVIS_PAGE");
    if env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return;
    }
    let folder = env::var_os("VISAVIS_PAGE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"),
        PathBuf::from,
    );
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.join("index.html").is_file() {
        println!(
            "cargo::error=the feature `embed` needs the built page in {}: run `cargo xtask package` first, or name another folder in VISAVIS_PAGE",
            folder.display()
        );
        return;
    }

    let mut files = Vec::new();
    list(&folder, "", &mut files);
    files.sort();
    let mut table = "[\n".to_owned();
    for (path, file) in files {
        let written = writeln!(
            table,
            "({path:?}, include_bytes!({:?}) as &[u8]),",
            file.display().to_string()
        );
        written.unwrap_or_else(|_| unreachable!("a string takes everything"));
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("page.rs");
    if let Err(error) = std::fs::write(&out, table) {
        println!("cargo::error={} cannot be written: {error}", out.display());
    }
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
