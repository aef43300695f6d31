//! Files that are replaced as a whole, and that nobody else may read.

use super::CertificateError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A folder for certificates and keys.
#[derive(Debug, Clone)]
pub struct Store(PathBuf);

impl Store {
    /// Uses a folder, which is created if necessary.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Reads a file; `None` if it was not written yet.
    pub fn read(&self, name: &str) -> Result<Option<String>, CertificateError> {
        let path = self.0.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CertificateError::Read { path, error }),
        }
    }

    /// Replaces a file. After a crash it has either content.
    pub fn write(&self, name: &str, text: &str) -> Result<(), CertificateError> {
        let path = self.0.join(name);
        let written = fs::create_dir_all(&self.0).and_then(|()| replace(&path, text));
        written.map_err(|error| CertificateError::Write { path, error })
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".new");
    let mut file = private(Path::new(&unfinished))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
