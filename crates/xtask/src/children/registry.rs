//! Tracks the process groups that are alive, and runs the watchdog shell that ends them if this process is killed.

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

/// The watchdog: reads lines `+ GROUP` and `- GROUP`, and at the end of its input kills the groups that were added and
/// not removed.
pub(super) const WATCH: &str = r#"
groups=" "
while read -r sign group; do
    case $sign in
    +) groups="$groups$group " ;;
    -) groups="${groups%% $group *} ${groups#* $group }" ;;
    esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
"#;

pub(super) static REGISTRY: Registry = Registry(Mutex::new(Groups {
    alive: BTreeSet::new(),
    watch: None,
}));

/// All groups that this process has started and that have not ended yet.
pub(super) struct Registry(Mutex<Groups>);

struct Groups {
    alive: BTreeSet<u32>,
    watch: Option<ChildStdin>,
}

impl Registry {
    pub(super) fn add(&self, group: u32) {
        let mut groups = self.lock();
        groups.alive.insert(group);
        groups.tell_watch('+', group);
    }

    pub(super) fn remove(&self, group: u32) {
        let mut groups = self.lock();
        groups.alive.remove(&group);
        groups.tell_watch('-', group);
    }

    pub(super) fn signal_all(&self, signal: Signal) {
        for group in &self.lock().alive {
            self::signal(*group, signal);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Groups> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Groups {
    /// Without a shell there is no watchdog; children are still ended when this process ends normally.
    fn tell_watch(&mut self, sign: char, group: u32) {
        if self.watch.is_none() {
            self.watch = start_watch();
        }
        if let Some(watch) = &mut self.watch
            && writeln!(watch, "{sign} {group}").is_err()
        {
            self.watch = None;
        }
    }
}

/// Starts the shell in a group of its own, so that Ctrl-C in the terminal does not reach it.
fn start_watch() -> Option<ChildStdin> {
    Command::new("sh")
        .args(["-c", WATCH])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .ok()?
        .stdin
}

pub(super) fn signal(group: u32, signal: Signal) {
    if let Ok(group) = i32::try_from(group) {
        // Fails if the group has already ended, which is fine.
        let _ = signal::killpg(Pid::from_raw(group), signal);
    }
}
