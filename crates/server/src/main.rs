//! Runs the server from the command line until Ctrl-C or SIGTERM.

#![forbid(unsafe_code)]

use certificate::{CertificateError, Source};
use cli::{Cli, Command, IssueToken, LogFormat, Serve};
use signals::{Request, Signals};
use sockets::{allow_files, inherited, listen_for_turn, listen_on};
use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::Notify;
use tracing::warn;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use visavis_server::{Certificates, Config, Control, Listeners, Service};

#[cfg(unix)]
mod administration;
mod announcement;
mod certificate;
mod cli;
mod memory;
mod signals;
mod sockets;

/// How many tasks run before a thread looks for what has arrived. While there are many, somebody who is to be read first
/// has to be noticed first; to look costs a tenth of what a task does.
const TASKS_BETWEEN: u32 = 8;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .event_interval(TASKS_BETWEEN)
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(run()),
        Err(error) => report(&error),
    }
}

async fn run() -> ExitCode {
    match cli::parse() {
        Ok(Cli {
            command: Some(Command::Token(wanted)),
            ..
        }) => print_token(wanted),
        #[cfg(unix)]
        Ok(Cli {
            command: Some(Command::Admin(wanted)),
            ..
        }) => administrate(wanted).await,
        Ok(Cli { serve, .. }) => start(serve).await,
        Err(error) => error.exit(),
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

#[cfg(unix)]
async fn administrate(wanted: cli::Administrate) -> ExitCode {
    let done = administration::ask(wanted.question()).await;
    let written = match &done {
        Ok(answer) => write!(io::stdout(), "{answer}"),
        Err(error) => writeln!(io::stderr(), "{error}"),
    };
    match (done, written) {
        (Ok(_), Ok(())) => ExitCode::SUCCESS,
        (Ok(_) | Err(_), _) => ExitCode::FAILURE,
    }
}

async fn start(flags: Serve) -> ExitCode {
    let level = flags.log_level();
    let text = || tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines = match flags.log_format() {
        LogFormat::Text => text().with_target(false).boxed(),
        LogFormat::Json => text().json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines)
        .with(Targets::new().with_target("visavis_server", level))
        .init();
    match serve(flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(StartError::Flags(error)) => error.exit(),
        Err(error) => report(&error),
    }
}

fn report(error: &dyn std::error::Error) -> ExitCode {
    // Standard error may be closed; the exit code reports the failure as well.
    let _ = writeln!(io::stderr(), "{error}");
    ExitCode::FAILURE
}

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Flags(#[from] clap::Error),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("{0} is in use by another program: choose another address with --listen")]
    InUse(SocketAddr),
    #[error(
        "cannot listen on {0}: ports below 1024 need a permission (CAP_NET_BIND_SERVICE), or choose another with --listen"
    )]
    Forbidden(SocketAddr),
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    #[error("cannot listen on {0} for TURN: {1}: choose another address with --turn-listen")]
    Turn(SocketAddr, #[source] io::Error),
    #[cfg(unix)]
    #[error("cannot make the socket {0}: {1}")]
    Socket(std::path::PathBuf, #[source] io::Error),
    #[error("cannot use the listeners of systemd: {0}")]
    Inherit(#[source] io::Error),
    #[error("cannot wait for the signal to stop: {0}")]
    Signal(#[source] io::Error),
    #[error("cannot print the address: {0}")]
    Print(#[source] io::Error),
}

async fn serve(flags: Serve) -> Result<(), StartError> {
    let (listen, stop_delay) = (flags.listen(), flags.stop_delay());
    let (redirect, metrics, admin) = (flags.redirect(), flags.metrics(), flags.admin().listen());
    let turn = flags.turn_listen()?;
    #[cfg(unix)]
    let admin_socket = flags.admin().socket();
    let mut source = flags.certificate()?;
    let is_check = flags.check;
    let fixed = flags.fixed();
    let mut config = flags.config()?;
    config.certificates = source.as_mut().map(Source::open).transpose()?;
    if is_check {
        return writeln!(io::stdout(), "the configuration is valid").map_err(StartError::Print);
    }
    let signals = Signals::new().map_err(StartError::Signal)?;
    // A connection that gets a file of the page holds that file open as well.
    let requests = config.limits.http_connections.saturating_mul(2);
    let relayed = config.relay.as_ref().map_or(0, |relay| relay.allocations);
    allow_files(
        config
            .limits
            .sockets
            .saturating_add(requests)
            .saturating_add(relayed),
    );
    let mut inherited = inherited().map_err(StartError::Inherit)?.into_iter();
    let mut open = |address| inherited.next().map_or_else(|| listen_on(address), Ok);
    let mut listeners = Listeners::from(open(listen)?);
    listeners.redirect = redirect.map(&mut open).transpose()?;
    listeners.metrics = metrics.map(listen_on).transpose()?;
    listeners.turn = turn.into_iter().map(listen_for_turn).collect::<Result<_, _>>()?;
    listeners.admin = admin.map(listen_on).transpose()?;
    #[cfg(unix)]
    let _socket_file = match admin_socket {
        Some(path) => {
            let (listener, file) = sockets::listen_at(path)?;
            listeners.admin_socket = Some(listener);
            Some(file)
        }
        None => None,
    };
    if let Some(address) = admin.filter(|address| !address.ip().is_loopback()) {
        warn!(%address, "--admin speaks HTTP on a network: whoever listens there learns its secret");
    }
    let address = listeners
        .main
        .local_addr()
        .map_err(|error| StartError::Listen(listen, error))?;
    announce(address, source.as_ref(), config.certificates.as_ref()).map_err(StartError::Print)?;
    let certificates = config.certificates.clone();
    let service = Service::new(listeners, config);
    let control = service.control();
    let reload = Notify::new();
    tokio::select! {
        () = service.run(until_stop(signals, &control, fixed, &reload, stop_delay)) => {}
        () = keep(source, certificates, &reload) => {}
        () = memory::give_back_after_floods(&control) => {}
    }
    Ok(())
}

/// What flags say that take effect at a start alone.
type Fixed = Vec<(&'static str, String)>;

/// Acts on signals until one says to stop.
async fn until_stop(mut signals: Signals, control: &Control, fixed: Fixed, reload: &Notify, delay: Duration) {
    loop {
        match signals.next().await {
            Request::Stop => break,
            Request::Reload => {
                reload.notify_one();
                match read_again() {
                    Ok((config, now)) => {
                        control.reload(config);
                        warn_of_changes(&fixed, &now);
                    }
                    Err(error) => warn!("the former configuration stays: {}", sentence(&error)),
                }
            }
        }
    }
    if delay.is_zero() {
        return;
    }
    control.leave();
    // Who asks twice means it.
    let asked_again = async { while signals.next().await != Request::Stop {} };
    tokio::select! {
        () = tokio::time::sleep(delay) => {}
        () = asked_again => {}
    }
}

fn read_again() -> Result<(Config, Fixed), clap::Error> {
    let Cli { serve, .. } = cli::parse()?;
    let fixed = serve.fixed();
    Ok((serve.config()?, fixed))
}

/// Names the flags that have changed since the start and need another one.
fn warn_of_changes(at_start: &Fixed, now: &Fixed) {
    let pairs = at_start.iter().zip(now);
    let changed = pairs
        .filter(|(before, now)| before != now)
        .map(|((flag, _), _)| *flag);
    let changed: Vec<_> = changed.collect();
    if !changed.is_empty() {
        warn!(
            flags = changed.join(" "),
            "some flags take effect at a restart alone"
        );
    }
}

/// Keeps the certificate valid. Never returns.
async fn keep(source: Option<Source>, certificates: Option<Certificates>, reload: &Notify) {
    match (source, certificates) {
        (Some(source), Some(certificates)) => source.keep(certificates, reload).await,
        _ => std::future::pending().await,
    }
}

fn announce(
    address: SocketAddr,
    source: Option<&Source>,
    certificates: Option<&Certificates>,
) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{}", announcement::first_line(address, source.is_some()))?;
    let certificate = certificates.and_then(Certificates::current);
    if let (Some(Source::SelfSigned(own)), Some(certificate)) = (source, certificate) {
        let has_picture = out.is_terminal();
        let text = announcement::invitation(own, &certificate, address.port(), has_picture);
        write!(out, "{text}")?;
    }
    out.flush()
}

fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}
