//! Parses the command line of `cargo xtask`.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};

use crate::serve;
use crate::test::{self, Step};

/// The help text.
pub const USAGE: &str = "\
Usage:

cargo xtask serve [--port 8080] [--release]
    Builds the page and the signalling server, and serves both at one address until Ctrl-C. Builds the page again
    whenever a file of it is saved.
cargo xtask test [fmt|clippy|doc|native|publish|package|dist|guards|journeys]... [-- FILTER...]
    Runs all checks but dist, or only the named steps, in the order above. The filter selects journeys.
cargo xtask package
    Builds pkg/, the npm package, and dist/, the page together with the files of the package.
cargo xtask dist
    Builds an archive and a Debian package of the server, with the page and the package inside.
cargo xtask size [--accept]
    Builds both and compares their sizes with docs/size.md; with --accept, updates docs/size.md.
cargo xtask bench [setup|link|glare|recover|size|load|tls|attack|mesh|report]... [--built] [--profile]
        [--rounds N] [--minutes 10] [--engine chromium|firefox]... [--only CONTENDER]...
        [--attack NAME]... [--control]
    Builds and measures, and writes docs/benchmarks.md; with --built, measures dist/ as it is. The option --profile
    makes setup write CPU profiles instead, and --minutes is for mesh. Of attack, --attack chooses some; with --control,
    the attackers meet another server.
cargo xtask fuzz [SECONDS]
    Runs each fuzz target for SECONDS (default 60). Needs a nightly toolchain.
cargo xtask tools
    Installs the tools that the other tasks need, and prints their paths.
cargo xtask help
    Prints this text.

Missing tools are installed into ~/.cache/visavis (or $XDG_CACHE_HOME/visavis, or $VISAVIS_CACHE).";

/// A task of the command line, with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Print the help text.
    Help,
    /// Serve the page until a signal arrives.
    Serve(serve::Options),
    /// Run all checks, or the named steps.
    Test(test::Options),
    /// Build the package and the page.
    Package,
    /// Build what operators install.
    Dist,
    /// Compare the sizes of both with the accepted ones.
    Size {
        /// Accept the sizes as they are.
        accept: bool,
    },
    /// Run the benchmarks, with the arguments of their own command line.
    Bench(Vec<String>),
    /// Run each fuzz target.
    Fuzz {
        /// The time for one target, in seconds.
        seconds: u64,
    },
    /// Install the tools.
    Tools,
}

/// Parses the command line.
///
/// # Errors
///
/// A sentence about the first invalid argument.
pub fn read(mut parser: Parser) -> Result<Task> {
    if asks_for_help(parser.clone())? {
        return Ok(Task::Help);
    }
    match parser.next()? {
        None => Ok(Task::Help),
        Some(Arg::Value(name)) => match name.to_str() {
            Some("help") => Ok(Task::Help),
            Some("serve") => Ok(Task::Serve(serve_options(parser)?)),
            Some("test") => Ok(Task::Test(test_options(parser)?)),
            Some("package") => without_options(parser, Task::Package),
            Some("dist") => without_options(parser, Task::Dist),
            Some("size") => size(parser),
            Some("bench") => bench(parser),
            Some("fuzz") => fuzz(parser),
            Some("tools") => without_options(parser, Task::Tools),
            _ => bail!("unknown task {}\n\n{USAGE}", name.display()),
        },
        Some(argument) => Err(argument.unexpected().into()),
    }
}

/// Returns whether `--help` or `-h` is among the arguments of any task, before a filter.
fn asks_for_help(mut parser: Parser) -> Result<bool> {
    Ok(parser
        .raw_args()?
        .take_while(|argument| argument != "--")
        .any(|argument| argument == "--help" || argument == "-h"))
}

fn serve_options(mut parser: Parser) -> Result<serve::Options> {
    let mut options = serve::Options {
        port: 8080,
        is_release: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => options.port = port(&mut parser, "--port")?,
            Arg::Long("release") => options.is_release = true,
            Arg::Short(_) | Arg::Long(_) | Arg::Value(_) => return Err(argument.unexpected().into()),
        }
    }
    Ok(options)
}

fn port(parser: &mut Parser, flag: &str) -> Result<u16> {
    let value = parser.value()?;
    let port = value
        .to_str()
        .and_then(|text| text.parse().ok())
        .filter(|port| *port != 0);
    port.with_context(|| format!("{flag} expects a port from 1 to 65535, not {}", value.display()))
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
                let step = step.with_context(|| format!("unknown step {}\n\n{USAGE}", name.display()))?;
                options.steps.push(step);
            }
            Arg::Short(_) | Arg::Long(_) => return Err(argument.unexpected().into()),
        }
    }
    Ok(options)
}

/// `lexopt` skips `--` silently, so the filter is split off before it gets there.
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

fn without_options(mut parser: Parser, task: Task) -> Result<Task> {
    match parser.next()? {
        None => Ok(task),
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

fn bench(mut parser: Parser) -> Result<Task> {
    let arguments = parser.raw_args()?.map(OsString::into_string);
    let arguments = arguments.collect::<Result<_, _>>();
    let arguments = arguments.map_err(|argument| anyhow::anyhow!("{} is not text", argument.display()))?;
    Ok(Task::Bench(arguments))
}

fn fuzz(mut parser: Parser) -> Result<Task> {
    let seconds = match parser.next()? {
        None => 60,
        Some(Arg::Value(value)) => {
            let seconds = value.to_str().and_then(|text| text.parse().ok());
            seconds.with_context(|| format!("fuzz expects a number of seconds, not {}", value.display()))?
        }
        Some(argument) => return Err(argument.unexpected().into()),
    };
    Ok(Task::Fuzz { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serve_has_a_default_port() {
        let task = read_words(&["serve"]).unwrap();

        assert_eq!(
            task,
            Task::Serve(serve::Options {
                port: 8080,
                is_release: false
            })
        );
    }

    #[test]
    fn serve_accepts_another_port_and_release() {
        let task = read_words(&["serve", "--port", "90", "--release"]).unwrap();

        assert_eq!(
            task,
            Task::Serve(serve::Options {
                port: 90,
                is_release: true
            })
        );
    }

    #[test]
    fn an_invalid_port_is_refused_with_its_flag() {
        let refusal = read_words(&["serve", "--port", "99999"]).unwrap_err();

        assert_eq!(
            refusal.to_string(),
            "--port expects a port from 1 to 65535, not 99999"
        );
    }

    #[test]
    fn test_accepts_steps_and_a_filter() {
        let task = read_words(&["test", "fmt", "journeys", "--", "glare", "--nocapture"]).unwrap();

        let steps = vec![Step::Fmt, Step::Journeys];
        let filter = vec!["glare".to_owned(), "--nocapture".to_owned()];
        assert_eq!(task, Task::Test(test::Options { steps, filter }));
    }

    #[test]
    fn an_unknown_step_is_named() {
        let refusal = read_words(&["test", "journey"]).unwrap_err();

        assert!(
            refusal.to_string().starts_with("unknown step journey"),
            "{refusal}"
        );
    }

    #[test]
    fn the_benchmarks_read_their_own_arguments() {
        let task = read_words(&["bench", "setup", "--rounds", "3"]).unwrap();

        let arguments = ["setup", "--rounds", "3"].map(str::to_owned).to_vec();
        assert_eq!(task, Task::Bench(arguments));
    }

    #[test]
    fn fuzz_accepts_a_duration() {
        assert_eq!(read_words(&["fuzz"]).unwrap(), Task::Fuzz { seconds: 60 });
        assert_eq!(read_words(&["fuzz", "600"]).unwrap(), Task::Fuzz { seconds: 600 });
        assert!(read_words(&["fuzz", "long"]).is_err());
    }

    #[test]
    fn help_is_printed_for_every_task_and_for_none() {
        for words in [
            &[][..],
            &["help"],
            &["--help"],
            &["-h"],
            &["serve", "--help"],
            &["test", "fmt", "-h"],
        ] {
            assert_eq!(read_words(words).unwrap(), Task::Help, "{words:?}");
        }
    }

    #[test]
    fn a_filter_may_contain_help() {
        let task = read_words(&["test", "journeys", "--", "--help"]).unwrap();

        let steps = vec![Step::Journeys];
        let filter = vec!["--help".to_owned()];
        assert_eq!(task, Task::Test(test::Options { steps, filter }));
    }

    fn read_words(words: &[&str]) -> Result<Task> {
        read(Parser::from_args(words))
    }
}
