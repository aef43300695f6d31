//! A Linux network namespace, in which programs have their own interfaces, addresses and firewall.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result};

use crate::environment;

/// The name of a network namespace; [`Network`](crate::Network) creates and removes it.
#[derive(Clone, Debug)]
pub struct Namespace(Arc<str>);

impl Namespace {
    pub(crate) fn new(name: String) -> Self {
        Self(name.into())
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// Returns a command that runs a program in the namespace.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.0]).arg(program);
        command
    }

    /// Writes a script that runs a program in the namespace, for callers that take only the path of a program.
    pub(crate) fn script(&self, program: &Path) -> Result<PathBuf> {
        use std::os::unix::fs::PermissionsExt;

        let program = program.to_str().context("the program's path is not UTF-8")?;
        let file = environment::temporary()?.join(format!("{}.sh", self.0));
        let text = format!("#!/bin/sh\nexec ip netns exec {} '{program}' \"$@\"\n", self.0);
        std::fs::write(&file, text)
            .and_then(|()| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)))
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }

    /// Runs a closure inside the namespace. A socket belongs to the namespace in which it was created, whichever thread
    /// uses it afterwards.
    #[cfg(target_os = "linux")]
    pub(crate) fn inside<T: Send>(&self, act: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        use nix::sched::{CloneFlags, setns};

        // `setns` moves the whole thread and nothing moves it back, so it runs on a short-lived thread.
        std::thread::scope(|scope| {
            let inside = scope.spawn(|| {
                let namespace = std::fs::File::open(Path::new("/run/netns").join(&*self.0))?;
                setns(namespace, CloneFlags::CLONE_NEWNET)?;
                act()
            });
            inside
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("the closure panicked")))
        })
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn inside<T: Send>(&self, _: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
