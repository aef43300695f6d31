//! A network of one's own for programs: they see its interfaces, its addresses and its firewall, and no others.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result};

use crate::environment;

/// The name of a network namespace that somebody else makes and removes.
#[derive(Clone, Debug)]
pub struct Namespace(Arc<str>);

impl Namespace {
    pub(crate) fn new(name: String) -> Self {
        Self(name.into())
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// A program that will run in it.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.0]).arg(program);
        command
    }

    /// A script that runs a program in it, for whoever starts programs by their path alone.
    pub(crate) fn script(&self, program: &Path) -> Result<PathBuf> {
        use std::os::unix::fs::PermissionsExt;

        let program = program.to_str().context("a program whose path is no text")?;
        let file = environment::temporary()?.join(format!("{}.sh", self.0));
        let text = format!("#!/bin/sh\nexec ip netns exec {} '{program}' \"$@\"\n", self.0);
        std::fs::write(&file, text)
            .and_then(|()| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(file)
    }

    /// Does something inside. A socket belongs to where it was made, whoever uses it afterwards.
    #[cfg(target_os = "linux")]
    pub(crate) fn inside<T: Send>(&self, act: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        use nix::sched::{CloneFlags, setns};

        // The thread stays inside, so it has to be one that ends.
        std::thread::scope(|scope| {
            let inside = scope.spawn(|| {
                let namespace = std::fs::File::open(Path::new("/run/netns").join(&*self.0))?;
                setns(namespace, CloneFlags::CLONE_NEWNET)?;
                act()
            });
            inside
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("it panicked")))
        })
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn inside<T: Send>(&self, _: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
