//! Notices that files have changed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repository;

/// The files that a page is built from, as `Trunk.toml` lists them for Trunk.
#[derive(Debug)]
pub struct Watch {
    paths: Vec<PathBuf>,
    seen: u64,
}

impl Watch {
    /// Looks at the files for the first time.
    ///
    /// # Errors
    ///
    /// If `Trunk.toml` cannot be read.
    pub fn start() -> Result<Self> {
        let root = repository::root();
        let text = std::fs::read_to_string(root.join("Trunk.toml")).context("Trunk.toml cannot be read")?;
        let paths = listed(&text)?.into_iter().map(|path| root.join(path));
        let mut watch = Self {
            paths: paths.collect(),
            seen: 0,
        };
        watch.has_changed();
        Ok(watch)
    }

    /// Returns whether a file was changed, added or removed since the last look.
    pub fn has_changed(&mut self) -> bool {
        let mut hasher = DefaultHasher::new();
        for path in &self.paths {
            note(path, &mut hasher);
        }
        let now = hasher.finish();
        std::mem::replace(&mut self.seen, now) != now
    }
}

fn listed(text: &str) -> Result<Vec<String>> {
    let config: toml::Table = text.parse().context("Trunk.toml is not TOML")?;
    let list = config
        .get("watch")
        .and_then(|watch| watch.get("watch")?.as_array());
    let list = list.context("Trunk.toml has no list of files to watch")?;
    Ok(list
        .iter()
        .filter_map(|path| path.as_str().map(str::to_owned))
        .collect())
}

/// A file that cannot be read counts as one that is not there.
fn note(path: &Path, hasher: &mut DefaultHasher) {
    let Ok(metadata) = path.metadata() else { return };
    if metadata.is_file() {
        path.hash(hasher);
        metadata.modified().ok().hash(hasher);
        metadata.len().hash(hasher);
        return;
    }
    let entries = path.read_dir().into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        note(&path, hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_path_of_the_repository_exists() {
        for path in listed(include_str!("../../../Trunk.toml")).unwrap() {
            assert!(repository::root().join(&path).exists(), "{path}");
        }
    }

    #[test]
    fn every_crate_of_the_client_is_watched() {
        let listed = listed(include_str!("../../../Trunk.toml")).unwrap();

        for path in ["src", "www", "crates/roap", "crates/protocol", "crates/call"] {
            assert!(listed.iter().any(|one| one == path), "{path}");
        }
    }

    #[test]
    fn a_file_that_is_added_changed_or_removed_is_noticed() {
        let folder = repository::scratch("test-watch").unwrap();
        let file = folder.join(format!("{}", std::process::id()));
        let mut watch = Watch {
            paths: vec![folder],
            seen: 0,
        };
        watch.has_changed();

        let unchanged = watch.has_changed();
        std::fs::write(&file, "one").unwrap();
        let added = watch.has_changed();
        std::fs::write(&file, "other").unwrap();
        let changed = watch.has_changed();
        std::fs::remove_file(&file).unwrap();
        let removed = watch.has_changed();

        assert_eq!([unchanged, added, changed, removed], [false, true, true, true]);
    }
}
