//! Runs the server from the command line until Ctrl-C or SIGTERM.

#![forbid(unsafe_code)]

use clap::Parser;
use cli::{Cli, Command, IssueToken, Serve};
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tracing::warn;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use visavis_server::{Config, SPARE_CONNECTIONS};

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
    allow_files(config.limits.sockets.saturating_add(SPARE_CONNECTIONS));
    let listener = TcpListener::bind(listen).await.map_err(|error| {
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

/// Raises the limit of open files: every connection is one, and most shells allow only 1024.
fn allow_files(connections: usize) {
    const OTHER_FILES: u64 = 64;
    let wanted = u64::try_from(connections)
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
