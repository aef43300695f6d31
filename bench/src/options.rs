//! The command line of the benchmarks.

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};
use visavis_journeys::Engine;

use crate::attack::Attack;
use crate::contender::Contender;

/// What can be measured, in the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measurement {
    /// From pressing Join to the first frame.
    Setup,
    /// From opening the link to the first frame.
    Link,
    /// Both press Join at once.
    Glare,
    /// The server dies and returns.
    Recover,
    /// What a browser loads.
    Size,
    /// The server under load.
    Load,
    /// What HTTPS costs the server.
    Tls,
    /// What attacks cost others.
    Attack,
    /// Calls of more than two.
    Mesh,
}

impl Measurement {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Setup,
        Self::Link,
        Self::Glare,
        Self::Recover,
        Self::Size,
        Self::Load,
        Self::Tls,
        Self::Attack,
        Self::Mesh,
    ];

    /// Returns its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Link => "link",
            Self::Glare => "glare",
            Self::Recover => "recover",
            Self::Size => "size",
            Self::Load => "load",
            Self::Tls => "tls",
            Self::Attack => "attack",
            Self::Mesh => "mesh",
        }
    }
}

/// What to measure, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Empty if only the report is wanted.
    pub measurements: Vec<Measurement>,
    /// How often everything is repeated; see [`Options::rounds`].
    rounds: Option<u32>,
    /// The browsers, one after the other.
    pub engines: Vec<Engine>,
    /// The contenders, alternating.
    pub contenders: Vec<Contender>,
    /// Whether `setup` keeps profiles instead of times.
    pub is_profile: bool,
    /// The attacks of `attack`.
    pub attacks: Vec<Attack>,
    /// Whether they meet another server than the one that is measured.
    pub is_control: bool,
    /// How long `mesh` watches a call of each size.
    pub minutes: u32,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    ///
    /// A sentence about the first invalid argument.
    pub fn read(mut parser: Parser) -> Result<Self> {
        let mut options = Self {
            measurements: Vec::new(),
            rounds: None,
            engines: Vec::new(),
            contenders: Vec::new(),
            is_profile: false,
            attacks: Vec::new(),
            is_control: false,
            minutes: 10,
        };
        let mut wants_report = false;
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(name) if name == "report" => wants_report = true,
                Arg::Value(name) => {
                    let name = name.string()?;
                    let found = Measurement::ALL.into_iter().find(|one| one.name() == name);
                    let found = found.with_context(|| format!("there is no measurement {name}"))?;
                    options.measurements.push(found);
                }
                Arg::Long("rounds") => options.rounds = Some(parser.value()?.parse()?),
                Arg::Long("profile") => options.is_profile = true,
                Arg::Long("control") => options.is_control = true,
                Arg::Long("attack") => {
                    let name = parser.value()?.string()?;
                    let found = Attack::named(&name);
                    options
                        .attacks
                        .push(found.with_context(|| format!("there is no attack {name}"))?);
                }
                Arg::Long("minutes") => options.minutes = parser.value()?.parse()?,
                Arg::Long("engine") => options.engines.push(engine(&parser.value()?.string()?)?),
                Arg::Long("only") => {
                    let name = parser.value()?.string()?;
                    let found = Contender::named(&name);
                    let found = found.with_context(|| format!("there is no contender {name}"))?;
                    options.contenders.push(found);
                }
                Arg::Short(_) | Arg::Long(_) => return Err(argument.unexpected().into()),
            }
        }
        if options.measurements.is_empty() && !wants_report {
            options.measurements = Measurement::ALL.to_vec();
        }
        if options.engines.is_empty() {
            options.engines = vec![Engine::Chromium, Engine::Firefox];
        }
        if options.attacks.is_empty() {
            options.attacks = Attack::ALL.to_vec();
        }
        if options.contenders.is_empty() {
            options.contenders = Contender::ALL.to_vec();
        }
        Ok(options)
    }

    /// Returns how often everything is repeated: `usual` times, unless the command line says otherwise.
    pub fn rounds(&self, usual: u32) -> u32 {
        self.rounds.unwrap_or(usual)
    }

    /// Returns the contenders in the order of a round: each begins as often as any other.
    pub fn in_order(&self, round: u32) -> Vec<Contender> {
        let mut order = self.contenders.clone();
        let first = round as usize % order.len().max(1);
        order.rotate_left(first);
        order
    }
}

fn engine(name: &str) -> Result<Engine> {
    match name {
        "chromium" => Ok(Engine::Chromium),
        "firefox" => Ok(Engine::Firefox),
        _ => bail!("there is no engine {name}: chromium or firefox"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_arguments_everything_is_measured_in_both_browsers() {
        let options = Options::read(Parser::from_args::<[&str; 0]>([])).unwrap();

        assert_eq!(options.measurements, Measurement::ALL);
        assert_eq!(options.engines, [Engine::Chromium, Engine::Firefox]);
        assert_eq!(options.contenders, Contender::ALL);
        assert_eq!(options.rounds(30), 30);
    }

    #[test]
    fn the_report_alone_measures_nothing() {
        let options = Options::read(Parser::from_args(["report"])).unwrap();

        assert_eq!(options.measurements, []);
    }

    #[test]
    fn each_contender_begins_a_round() {
        let options =
            Options::read(Parser::from_args(["setup", "--only", "ours", "--only", "bare"])).unwrap();

        assert_eq!(options.in_order(0), [Contender::Ours, Contender::Bare]);
        assert_eq!(options.in_order(1), [Contender::Bare, Contender::Ours]);
    }
}
