//! Child processes that print a line when they are ready.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use tokio::sync::mpsc;
use xtask::children::Group;

/// Enough to hold everything a program prints at its start, which shows why it did not start.
const KEPT_LINES: usize = 500;
/// Trunk may have to compile the client first.
const TIMEOUT: Duration = Duration::from_secs(300);

/// A running program; dropping it kills the program and all its children.
#[derive(Debug)]
#[must_use = "the program is killed when this is dropped"]
pub struct Process {
    group: Mutex<Group>,
    lines: Lines,
}

/// The last lines of a program's output.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<VecDeque<String>>>);

/// Whether the output of a failed test includes the program's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// The lines are printed as they arrive.
    Shown,
    /// The lines are only stored.
    Hidden,
}

impl Process {
    /// Starts a program and waits for the first line for which `ready` returns a value.
    ///
    /// # Errors
    ///
    /// Fails if the program does not start, or ends before it prints such a line.
    pub async fn start<T>(
        name: &str,
        command: &mut Command,
        echo: Echo,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let mut group = Group::start(name, command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let lines = Lines::default();
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let child = group.child();
        let outputs = [
            child
                .stdout
                .take()
                .map(|output| Box::new(output) as Box<dyn Read + Send>),
            child
                .stderr
                .take()
                .map(|output| Box::new(output) as Box<dyn Read + Send>),
        ];
        for output in outputs.into_iter().flatten() {
            // A thread inherits the output capture of its test, so the lines appear in that test's output.
            let (name, lines, sender) = (name.to_owned(), lines.clone(), sender.clone());
            std::thread::spawn(move || lines.read(&name, output, echo, &sender));
        }
        drop(sender);

        let found = tokio::time::timeout(TIMEOUT, async {
            while let Some(line) = receiver.recv().await {
                if let Some(found) = ready(&line) {
                    return Some(found);
                }
            }
            None
        });
        match found.await {
            Ok(Some(found)) => {
                let group = Mutex::new(group);
                Ok((Self { group, lines }, found))
            }
            Ok(None) => Err(anyhow!(
                "{name} ended before it was ready; it printed:\n{}",
                lines.text()
            )),
            Err(late) => {
                Err(late).with_context(|| format!("{name} is not ready; it printed:\n{}", lines.text()))
            }
        }
    }

    /// Returns the last lines of the output.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// Returns the id of the process.
    pub fn id(&self) -> u32 {
        let mut group = self.group.lock().unwrap_or_else(PoisonError::into_inner);
        group.child().id()
    }

    /// Kills the program with SIGKILL.
    pub fn kill(&self) {
        self.group.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

impl Lines {
    /// Returns all stored lines, joined.
    pub fn text(&self) -> String {
        self.matching(|_| true)
    }

    /// Returns the stored lines that `wanted` accepts, joined.
    pub fn matching(&self, wanted: impl Fn(&str) -> bool) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .iter()
            .filter(|line| wanted(line))
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn read(&self, name: &str, output: impl Read, echo: Echo, sender: &mpsc::UnboundedSender<String>) {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if echo == Echo::Shown {
                eprintln!("[{name}] {line}");
            }
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.len() == KEPT_LINES {
                lines.pop_front();
            }
            lines.push_back(line.clone());
            // The receiver is dropped once the program is ready.
            let _ = sender.send(line);
        }
    }
}
