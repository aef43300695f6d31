//! Runs child processes that never outlive this process.
//!
//! Each child runs in a process group of its own, so that ending the group also ends whatever the child has started. A
//! watchdog shell covers the case that this process is killed: its standard input then closes, and it ends the groups
//! that are left.

mod registry;

use std::fmt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::signal::Signal;
use registry::REGISTRY;

/// How long a group may take to end after SIGTERM. Trunk and the server need a few milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A signal has asked this process to end, and was passed on to the children.
#[derive(Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

/// Makes Ctrl-C and SIGTERM end all groups, with SIGTERM at first and with SIGKILL the second time.
///
/// # Errors
///
/// If the handler cannot be installed, or is already installed.
pub fn end_on_signal() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = IS_INTERRUPTED.swap(true, Ordering::SeqCst);
        REGISTRY.signal_all(if again { Signal::SIGKILL } else { Signal::SIGTERM });
    })
    .context("the handler for Ctrl-C cannot be installed")
}

/// Returns whether a signal has asked this process to end.
pub fn is_interrupted() -> bool {
    IS_INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a command to its end.
///
/// # Errors
///
/// If the command cannot be started or fails; [`Interrupted`] if a signal ended it.
pub fn run(name: &str, command: &mut Command) -> Result<()> {
    let status = Group::start(name, command)?.wait()?;
    ensure!(!is_interrupted(), Interrupted);
    ensure!(status.success(), "{name} did not succeed ({status})");
    Ok(())
}

/// Runs a command to its end and returns its standard output; `None` if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A running command together with every process that it has started.
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
    /// If the command cannot be started; [`Interrupted`] if a signal arrived before.
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

    /// Its name in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the process that was started, for access to its output.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Returns the exit status, if the command has ended.
    ///
    /// # Errors
    ///
    /// If the system does not report the status.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        let status = self
            .child
            .try_wait()
            .with_context(|| format!("the status of {} is unknown", self.name))?;
        if status.is_some() {
            self.clean_up();
        }
        Ok(status)
    }

    /// Waits until the command has ended.
    ///
    /// # Errors
    ///
    /// If the system does not report the status.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self
            .child
            .wait()
            .with_context(|| format!("the status of {} is unknown", self.name))?;
        self.clean_up();
        Ok(status)
    }

    /// Ends the group immediately, with SIGKILL.
    pub fn kill(&mut self) {
        if !self.has_ended {
            registry::signal(self.child.id(), Signal::SIGKILL);
            // Killed above, so this returns; nobody needs the status.
            drop(self.child.wait());
            self.clean_up();
        }
    }

    /// Ends whatever the command has left running, after it has ended itself.
    fn clean_up(&mut self) {
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

// These tests read /proc.
#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests;
