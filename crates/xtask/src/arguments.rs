//! The command line.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};

use crate::page::SIGNAL_PORT;
use crate::serve;
use crate::test::{self, Step};

/// What `cargo xtask --help` prints.
pub const USAGE: &str = "\
cargo xtask serve [--port 8080] [--signal-port 8081] [--release]
    Builds and starts the page and the signalling server behind one address, until Ctrl-C.
cargo xtask test [fmt|clippy|doc|native|publish|package|guards|journeys]... [-- FILTER...]
    Checks everything, or the named steps in their order. The filter is for the journeys.
cargo xtask package
    Builds pkg/, which npm can publish and any web server can serve, and dist/, the page with all of it.
cargo xtask size [--accept]
    Builds them, and compares how large they are with docs/size.md; or writes that anew.
cargo xtask fuzz [SECONDS]
    Fuzzes the reading of messages and the endpoint, each for so long (60). Needs a nightly toolchain.
cargo xtask tools
    Installs the tools that the other tasks need, and says where they are.

Missing tools go to ~/.cache/visavis (or $XDG_CACHE_HOME/visavis, or $VISAVIS_CACHE).";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Print the usage.
    Help,
    /// Serve the page until a signal.
    Serve(serve::Options),
    /// Check everything, or the named steps.
    Test(test::Options),
    /// Build the package and the page.
    Package,
    /// Compare how large they are with what was accepted.
    Size {
        /// Accept it as it is.
        accept: bool,
    },
    /// Fuzz each target for so long.
    Fuzz {
        /// How long, in seconds.
        seconds: u64,
    },
    /// Install the tools.
    Tools,
}

/// Reads the command line.
///
/// # Errors
///
/// A sentence about the first argument that means nothing.
pub fn read(mut parser: Parser) -> Result<Task> {
    match parser.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => Ok(Task::Help),
        Some(Arg::Value(name)) => match name.to_str() {
            Some("serve") => Ok(Task::Serve(serve_options(parser)?)),
            Some("test") => Ok(Task::Test(test_options(parser)?)),
            Some("package") => package(parser),
            Some("size") => size(parser),
            Some("fuzz") => fuzz(parser),
            Some("tools") => tools(parser),
            _ => bail!("there is no task {}\n\n{USAGE}", name.display()),
        },
        Some(argument) => Err(argument.unexpected().into()),
    }
}

fn serve_options(mut parser: Parser) -> Result<serve::Options> {
    let mut options = serve::Options {
        port: 8080,
        signal_port: SIGNAL_PORT,
        is_release: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => options.port = port(&mut parser, "--port")?,
            Arg::Long("signal-port") => options.signal_port = port(&mut parser, "--signal-port")?,
            Arg::Long("release") => options.is_release = true,
            Arg::Short(_) | Arg::Long(_) | Arg::Value(_) => return Err(argument.unexpected().into()),
        }
    }
    if options.port == options.signal_port {
        bail!(
            "--port and --signal-port are both {}: the page and the server need one each",
            options.port
        );
    }
    Ok(options)
}

fn port(parser: &mut Parser, flag: &str) -> Result<u16> {
    let value = parser.value()?;
    let port = value
        .to_str()
        .and_then(|text| text.parse().ok())
        .filter(|port| *port != 0);
    port.with_context(|| format!("{flag} wants a port from 1 to 65535, not {}", value.display()))
}

fn test_options(mut parser: Parser) -> Result<test::Options> {
    let mut options = test::Options {
        steps: Vec::new(),
        filter: Vec::new(),
    };
    while let Some(argument) = next_before_filter(&mut parser, &mut options.filter)? {
        match argument {
            Arg::Value(name) => {
                let step = name.to_str().and_then(Step::named);
                let step = step.with_context(|| format!("there is no step {}\n\n{USAGE}", name.display()))?;
                options.steps.push(step);
            }
            Arg::Short(_) | Arg::Long(_) => return Err(argument.unexpected().into()),
        }
    }
    Ok(options)
}

/// `lexopt` passes over `--` in silence, so the filter is taken before it gets there.
fn next_before_filter<'p>(parser: &'p mut Parser, filter: &mut Vec<String>) -> Result<Option<Arg<'p>>> {
    let mut rest = parser.raw_args()?;
    if rest.next_if(|argument| argument == "--").is_some() {
        *filter = rest
            .map(OsString::into_string)
            .collect::<Result<_, _>>()
            .map_err(|argument| anyhow::anyhow!("the filter {} is not text", argument.display()))?;
        return Ok(None);
    }
    Ok(parser.next()?)
}

fn package(mut parser: Parser) -> Result<Task> {
    match parser.next()? {
        None => Ok(Task::Package),
        Some(argument) => Err(argument.unexpected().into()),
    }
}

fn size(mut parser: Parser) -> Result<Task> {
    let mut accept = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("accept") => accept = true,
            Arg::Short(_) | Arg::Long(_) | Arg::Value(_) => return Err(argument.unexpected().into()),
        }
    }
    Ok(Task::Size { accept })
}

fn fuzz(mut parser: Parser) -> Result<Task> {
    let seconds = match parser.next()? {
        None => 60,
        Some(Arg::Value(value)) => {
            let seconds = value.to_str().and_then(|text| text.parse().ok());
            seconds.with_context(|| format!("fuzz wants a number of seconds, not {}", value.display()))?
        }
        Some(argument) => return Err(argument.unexpected().into()),
    };
    Ok(Task::Fuzz { seconds })
}

fn tools(mut parser: Parser) -> Result<Task> {
    match parser.next()? {
        None => Ok(Task::Tools),
        Some(argument) => Err(argument.unexpected().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serve_has_ports_of_its_own() {
        let task = read_words(&["serve"]).unwrap();

        assert_eq!(
            task,
            Task::Serve(serve::Options {
                port: 8080,
                signal_port: 8081,
                is_release: false
            })
        );
    }

    #[test]
    fn serve_takes_other_ports_and_release() {
        let task = read_words(&["serve", "--port", "90", "--signal-port=91", "--release"]).unwrap();

        assert_eq!(
            task,
            Task::Serve(serve::Options {
                port: 90,
                signal_port: 91,
                is_release: true
            })
        );
    }

    #[test]
    fn a_port_that_is_none_is_refused_with_its_flag() {
        let refusal = read_words(&["serve", "--port", "99999"]).unwrap_err();

        assert_eq!(
            refusal.to_string(),
            "--port wants a port from 1 to 65535, not 99999"
        );
    }

    #[test]
    fn one_port_for_both_is_refused() {
        let refusal = read_words(&["serve", "--port", "8081"]).unwrap_err();

        assert_eq!(
            refusal.to_string(),
            "--port and --signal-port are both 8081: the page and the server need one each"
        );
    }

    #[test]
    fn test_takes_steps_and_a_filter() {
        let task = read_words(&["test", "fmt", "journeys", "--", "glare", "--nocapture"]).unwrap();

        let steps = vec![Step::Fmt, Step::Journeys];
        let filter = vec!["glare".to_owned(), "--nocapture".to_owned()];
        assert_eq!(task, Task::Test(test::Options { steps, filter }));
    }

    #[test]
    fn an_unknown_step_is_named() {
        let refusal = read_words(&["test", "journey"]).unwrap_err();

        assert!(
            refusal.to_string().starts_with("there is no step journey"),
            "{refusal}"
        );
    }

    #[test]
    fn fuzz_takes_its_time() {
        assert_eq!(read_words(&["fuzz"]).unwrap(), Task::Fuzz { seconds: 60 });
        assert_eq!(read_words(&["fuzz", "600"]).unwrap(), Task::Fuzz { seconds: 600 });
        assert!(read_words(&["fuzz", "long"]).is_err());
    }

    #[test]
    fn nothing_asks_for_help() {
        assert_eq!(read_words(&[]).unwrap(), Task::Help);
    }

    fn read_words(words: &[&str]) -> Result<Task> {
        read(Parser::from_args(words))
    }
}
