//! Child processes that do not outlive this one.
//!
//! Each runs in a process group of its own, so that ending it ends what it has started too. A shell keeps
//! watch from outside: the end of its standard input, which even `kill -9` of this process brings about,
//! makes it end the groups that are left.

mod registry;

use std::fmt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::signal::Signal;
use registry::REGISTRY;

/// How long a group has to end by itself when it is asked to: Trunk and the server need a few milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A signal asked this process to end, and the children have been told.
#[derive(Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

/// Makes Ctrl-C and SIGTERM end all groups; a second one ends them without mercy.
///
/// # Errors
///
/// If the handler cannot be set, or is already set.
pub fn end_on_signal() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = IS_INTERRUPTED.swap(true, Ordering::SeqCst);
        REGISTRY.signal_all(if again { Signal::SIGKILL } else { Signal::SIGTERM });
    })
    .context("no handler for Ctrl-C")
}

/// Whether a signal has asked this process to end.
pub fn is_interrupted() -> bool {
    IS_INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a command to its end.
///
/// # Errors
///
/// If it cannot be started or does not succeed; [`Interrupted`] if a signal ended it.
pub fn run(name: &str, command: &mut Command) -> Result<()> {
    let status = Group::start(name, command)?.wait()?;
    ensure!(!is_interrupted(), Interrupted);
    ensure!(status.success(), "{name} did not succeed ({status})");
    Ok(())
}

/// Runs a command to its end and gives what it printed; `None` if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command and everything that it has started.
#[derive(Debug)]
#[must_use = "the processes end when their group is dropped"]
pub struct Group {
    name: String,
    child: Child,
    has_ended: bool,
}

impl Group {
    /// Starts a command, without standard input.
    ///
    /// # Errors
    ///
    /// If it cannot be started; [`Interrupted`] if a signal came before.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        ensure!(!is_interrupted(), Interrupted);
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("{name} cannot be started ({})", command.get_program().display()))?;
        REGISTRY.add(child.id());
        Ok(Self {
            name: name.to_owned(),
            child,
            has_ended: false,
        })
    }

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The process that was started, for its output.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        let status = self
            .child
            .try_wait()
            .with_context(|| format!("no news of {}", self.name))?;
        if status.is_some() {
            self.bury();
        }
        Ok(status)
    }

    /// Waits for its end.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self
            .child
            .wait()
            .with_context(|| format!("no news of {}", self.name))?;
        self.bury();
        Ok(status)
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        if !self.has_ended {
            registry::signal(self.child.id(), Signal::SIGKILL);
            // Killed above, so this returns; there is nobody to tell how it ended.
            drop(self.child.wait());
            self.bury();
        }
    }

    /// Ends what the command has left behind: it has ended itself.
    fn bury(&mut self) {
        if !self.has_ended {
            self.has_ended = true;
            registry::signal(self.child.id(), Signal::SIGKILL);
            REGISTRY.remove(self.child.id());
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        registry::signal(self.child.id(), Signal::SIGTERM);
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.kill();
    }
}

// They look into /proc.
#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests;
