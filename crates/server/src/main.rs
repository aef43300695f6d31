//! Runs the server from the command line until Ctrl-C or SIGTERM.

#![forbid(unsafe_code)]

use clap::Parser;
use cli::{Cli, Command, IssueToken, Serve};
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::{TcpListener, TcpSocket};
use tracing::warn;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use visavis_server::Config;

mod cli;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse() {
        Cli {
            command: Some(Command::Token(wanted)),
            ..
        } => print_token(wanted),
        Cli { serve, .. } => start(serve).await,
    }
}

fn print_token(wanted: IssueToken) -> ExitCode {
    let token = match wanted.issue() {
        Ok(token) => token,
        Err(error) => error.exit(),
    };
    match writeln!(io::stdout(), "{token}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

async fn start(flags: Serve) -> ExitCode {
    let (listen, level) = (flags.listen, flags.log_level());
    tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(io::stderr)
                .with_target(false),
        )
        .with(Targets::new().with_target("visavis_server", level))
        .init();
    let config = match flags.config() {
        Ok(config) => config,
        Err(error) => error.exit(),
    };
    match serve(listen, config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; the exit code reports the failure as well.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("{0} is in use by another program: choose another address with --listen")]
    InUse(SocketAddr),
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    #[error("cannot wait for the signal to stop: {0}")]
    Signal(#[source] io::Error),
    #[error("cannot print the address: {0}")]
    Print(#[source] io::Error),
}

async fn serve(listen: SocketAddr, config: Config) -> Result<(), StartError> {
    let shutdown = signal_to_stop().map_err(StartError::Signal)?;
    // A connection that gets a file of the page holds that file open as well.
    let requests = config.limits.http_connections.saturating_mul(2);
    allow_files(config.limits.sockets.saturating_add(requests));
    let listener = bind(listen).map_err(|error| {
        if error.kind() == ErrorKind::AddrInUse {
            return StartError::InUse(listen);
        }
        StartError::Listen(listen, error)
    })?;
    let address = listener
        .local_addr()
        .map_err(|error| StartError::Listen(listen, error))?;
    let mut out = io::stdout();
    writeln!(out, "listening on http://{address}")
        .and_then(|()| out.flush())
        .map_err(StartError::Print)?;
    visavis_server::run(listener, config, shutdown).await;
    Ok(())
}

/// Listens with a long queue: when a server returns, all its clients connect within a second.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    const BACKLOG: u32 = 4096;
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A restarted server does not wait for the connections of the former one to time out.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Raises the limit of open files: every connection is one, and most shells allow only 1024.
fn allow_files(files: usize) {
    // Standard streams, the listener, and connections that are about to end.
    const OTHER_FILES: u64 = 1024;
    let wanted = u64::try_from(files)
        .unwrap_or(u64::MAX)
        .saturating_add(OTHER_FILES);
    match rlimit::increase_nofile_limit(wanted) {
        Ok(allowed) if allowed < wanted => {
            warn!(
                allowed,
                wanted, "fewer open files are allowed than connections: raise the limit (ulimit -n)"
            );
        }
        Ok(_) => {}
        Err(error) => warn!(%error, "cannot find out how many open files are allowed"),
    }
}

#[cfg(unix)]
fn signal_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
