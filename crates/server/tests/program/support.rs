//! The program, as the tests run it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

/// Nothing on one machine takes this long: a longer wait is a failure.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running server, which ends with this.
pub struct Program {
    pub address: SocketAddr,
    pub child: Child,
    /// Standard output after the line with the address.
    pub output: Lines<BufReader<ChildStdout>>,
    log: Lines<BufReader<ChildStderr>>,
}

/// A folder that is deleted with its content.
pub struct Folder(pub PathBuf);

impl Program {
    /// Starts the server on a free port.
    pub async fn start(flags: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", flags).await
    }

    pub async fn start_at(listen: &str, flags: &[&str]) -> Self {
        Self::spawn(&mut command(&[&["--listen", listen], flags].concat())).await
    }

    /// Runs a command that becomes the server.
    pub async fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = in_time(output.next_line()).await.unwrap().unwrap();
        let address = line.strip_prefix("listening on http").unwrap();
        let address = address.trim_start_matches('s').strip_prefix("://").unwrap();
        Self {
            address: address.parse().unwrap(),
            child,
            output,
            log,
        }
    }

    /// Waits for a line of the log that contains these words, and returns it.
    pub async fn log_line(&mut self, words: &str) -> String {
        loop {
            let line = in_time(self.log.next_line()).await.unwrap().unwrap();
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Kills the server, and returns what of the log was not read.
    pub async fn end(mut self) -> String {
        self.child.kill().await.unwrap();
        self.rest_of_log().await
    }

    /// Waits for the end of the log, and returns what of it was not read.
    pub async fn rest_of_log(&mut self) -> String {
        let mut log = String::new();
        while let Some(line) = in_time(self.log.next_line()).await.unwrap() {
            log += &line;
            log.push('\n');
        }
        log
    }

    /// Sends a signal, such as `-HUP`.
    pub async fn signal(&self, signal: &str) {
        let id = self.child.id().unwrap().to_string();
        Command::new("kill").args([signal, &id]).status().await.unwrap();
    }
}

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("visavis-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, and returns its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the program to its end.
pub async fn run(flags: &[&str]) -> Output {
    in_time(command(flags).output()).await.unwrap()
}

pub fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_visavis-server"));
    command
        .args(flags)
        .env_remove("STATE_DIRECTORY")
        .env_remove("VISAVIS_ADMIN_SECRET")
        .kill_on_drop(true);
    command
}

pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap()
}

/// Returns a port that is free for UDP and TCP.
pub fn free_port() -> u16 {
    let free = || {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").ok()?;
        let address = listener.local_addr().ok()?;
        std::net::UdpSocket::bind(address).ok().map(|_| address.port())
    };
    (0..100).find_map(|_| free()).unwrap()
}
