//! The files of the page's folder, and nothing else.

use std::fs::Metadata;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

/// The files in a folder. Hidden ones, and those to which a symbolic link leads out of the folder, are not found.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Creates the files below `root`, which may itself be a symbolic link.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Returns the path without symbolic links, if it is inside the folder.
    async fn resolve(self, path: PathBuf) -> io::Result<PathBuf> {
        let below = path.strip_prefix(&self.root).map_err(|_| not_found())?;
        if below.components().any(is_hidden) {
            return Err(not_found());
        }
        // Resolved each time: a build may replace the folder while it is served.
        let root = tokio::fs::canonicalize(&self.root).await?;
        let file = tokio::fs::canonicalize(&path).await?;
        let target = file.strip_prefix(&root).map_err(|_| not_found())?;
        if target.components().any(is_hidden) {
            return Err(not_found());
        }
        Ok(file)
    }
}

type Opening<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Backend for Folder {
    type File = TokioFile;
    type Metadata = Metadata;
    type OpenFuture = Opening<TokioFile>;
    type MetadataFuture = Opening<Metadata>;

    fn open(&self, path: PathBuf) -> Opening<TokioFile> {
        let folder = self.clone();
        Box::pin(async move { TokioBackend.open(folder.resolve(path).await?).await })
    }

    fn metadata(&self, path: PathBuf) -> Opening<Metadata> {
        let folder = self.clone();
        Box::pin(async move { TokioBackend.metadata(folder.resolve(path).await?).await })
    }
}

fn is_hidden(component: Component<'_>) -> bool {
    let name = Path::new(&component).as_os_str().as_encoded_bytes();
    name.starts_with(b".")
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}
