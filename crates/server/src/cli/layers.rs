//! Where the values of the flags come from: the command line, then the environment, then a file.
//!
//! Values from elsewhere are added to the command line, so that one parser reads all of them and every rule about flags
//! holds for each.

use super::Cli;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use toml::{Table, Value};

/// The flag that names the file.
const CONFIG: &str = "config";
/// Flags of the command line alone: those of clap, and what only makes sense there.
const NOT_IN_FILES: [&str; 4] = [CONFIG, "check", "help", "version"];

/// A command line, with the values from elsewhere at its end.
#[derive(Debug)]
pub struct Layers {
    pub line: Vec<OsString>,
    /// Where the value of a flag comes from, if not from the command line.
    origins: BTreeMap<String, String>,
}

/// The values of the environment and of the file.
struct Elsewhere<'a> {
    variable: &'a dyn Fn(&str) -> Option<OsString>,
    file: Table,
    path: Option<PathBuf>,
}

impl Layers {
    /// Adds what the environment and the file say about flags that are not on the command line.
    ///
    /// # Errors
    /// An error that names the file, if it cannot be read, or has a key that is not a flag, or a value of another kind.
    pub fn new(
        mut line: Vec<OsString>,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, clap::Error> {
        let mut origins = BTreeMap::new();
        let command = Cli::command();
        let is_serving = line
            .get(1)
            .is_none_or(|first| command.find_subcommand(first).is_none() && first != "help");
        if !is_serving {
            return Ok(Self { line, origins });
        }
        let path = value_on(&line, CONFIG).or_else(|| variable(&variable_of(CONFIG)));
        let elsewhere = Elsewhere {
            variable,
            file: path.as_ref().map(read).transpose()?.unwrap_or_default(),
            path: path.map(PathBuf::from),
        };
        elsewhere.check_keys(&command)?;
        let mut added = Vec::new();
        for flag in command.get_arguments() {
            let Some(name) = flag.get_long().filter(|name| !NOT_IN_FILES.contains(name)) else {
                continue;
            };
            if value_on(&line, name).is_some() {
                continue;
            }
            if let Some((values, origin)) = elsewhere.values(flag, name)? {
                added.extend(values);
                origins.insert(name.to_owned(), origin);
            }
        }
        line.extend(added);
        Ok(Self { line, origins })
    }

    /// Adds to an error about a flag where its value comes from.
    pub fn explain(&self, error: clap::Error) -> clap::Error {
        let argument = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(argument)) => argument.as_str(),
            _ => return error,
        };
        let name = argument.trim_start_matches('-').split([' ', '=']).next();
        let Some(origin) = name.and_then(|name| self.origins.get(name)) else {
            return error;
        };
        let text = error.to_string();
        let sentence = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        super::mistake(error.kind(), format!("{sentence}, in {origin}"))
    }
}

impl Elsewhere<'_> {
    fn check_keys(&self, command: &clap::Command) -> Result<(), clap::Error> {
        let is_flag = |key: &str| {
            let mut flags = command.get_arguments();
            !NOT_IN_FILES.contains(&key) && flags.any(|flag| flag.get_long() == Some(key))
        };
        match self.file.keys().find(|key| !is_flag(key)) {
            None => Ok(()),
            Some(key) => Err(self.mistake(&format!(
                "there is no {key}: the keys are the names of flags, such as room-size"
            ))),
        }
    }

    /// Returns the arguments for one flag, and where they come from.
    fn values(&self, flag: &Arg, name: &str) -> Result<Option<(Vec<OsString>, String)>, clap::Error> {
        let variable = variable_of(name);
        if let Some(value) = (self.variable)(&variable).filter(|value| !value.is_empty()) {
            let values = of_variable(flag, name, &value, &variable)?;
            return Ok(Some((values, format!("the environment variable {variable}"))));
        }
        let Some(value) = self.file.get(name) else {
            return Ok(None);
        };
        let values = of_file(flag, name, value).ok_or_else(|| {
            self.mistake(&format!(
                "{name} is of the kind {}: {}",
                value.type_str(),
                expected(flag)
            ))
        })?;
        let path = self.path.as_deref().unwrap_or_else(|| "".as_ref());
        Ok(Some((values, path.display().to_string())))
    }

    fn mistake(&self, sentence: &str) -> clap::Error {
        let path = self.path.as_deref().unwrap_or_else(|| "".as_ref());
        super::mistake(ErrorKind::InvalidValue, format!("{}: {sentence}", path.display()))
    }
}

/// Returns the environment variable of a flag.
fn variable_of(name: &str) -> String {
    format!("VISAVIS_{}", name.to_ascii_uppercase().replace('-', "_"))
}

/// Returns what follows a flag on the command line, or nothing if it is the last word; `None` if the flag is not there.
fn value_on(line: &[OsString], name: &str) -> Option<OsString> {
    let flag = format!("--{name}");
    let mut words = line.iter();
    while let Some(word) = words.next() {
        if *word == *flag {
            return Some(words.next().cloned().unwrap_or_default());
        }
        let value = word
            .to_str()
            .and_then(|word| word.strip_prefix(&flag)?.strip_prefix('='));
        if let Some(value) = value {
            return Some(value.into());
        }
    }
    None
}

fn read(path: &OsString) -> Result<Table, clap::Error> {
    let path = PathBuf::from(path);
    let mistake = |error: &dyn std::fmt::Display| {
        super::mistake(ErrorKind::InvalidValue, format!("{}: {error}", path.display()))
    };
    let text = std::fs::read_to_string(&path).map_err(|error| mistake(&error))?;
    text.parse().map_err(|error| mistake(&error))
}

fn of_variable(flag: &Arg, name: &str, value: &OsStr, variable: &str) -> Result<Vec<OsString>, clap::Error> {
    if takes_value(flag) {
        let is_repeated =
            matches!(flag.get_action(), ArgAction::Append) && flag.get_value_delimiter().is_none();
        return Ok(match value.to_str().filter(|_| is_repeated) {
            Some(values) => values
                .split_whitespace()
                .map(|value| with_value(name, value))
                .collect(),
            None => vec![with_value(name, value)],
        });
    }
    match value.to_str() {
        Some("true" | "1") => Ok(vec![format!("--{name}").into()]),
        Some("false" | "0") => Ok(Vec::new()),
        Some(_) | None => Err(super::mistake(
            ErrorKind::InvalidValue,
            format!("the environment variable {variable} has to be true or false"),
        )),
    }
}

fn of_file(flag: &Arg, name: &str, value: &Value) -> Option<Vec<OsString>> {
    if !takes_value(flag) {
        let is_on = value.as_bool()?;
        return Some(is_on.then(|| format!("--{name}").into()).into_iter().collect());
    }
    let is_list = matches!(flag.get_action(), ArgAction::Append);
    match value {
        Value::String(text) => Some(vec![with_value(name, text)]),
        Value::Integer(number) => Some(vec![with_value(name, number.to_string())]),
        Value::Array(values) if is_list => {
            let values = values.iter().map(|value| Some(with_value(name, value.as_str()?)));
            values.collect()
        }
        Value::Array(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

fn with_value(name: &str, value: impl AsRef<OsStr>) -> OsString {
    let mut argument = OsString::from(format!("--{name}="));
    argument.push(value);
    argument
}

fn takes_value(flag: &Arg) -> bool {
    matches!(flag.get_action(), ArgAction::Set | ArgAction::Append)
}

fn expected(flag: &Arg) -> &'static str {
    if !takes_value(flag) {
        return "expected true or false";
    }
    if matches!(flag.get_action(), ArgAction::Append) {
        return "expected a text, or a list of texts";
    }
    "expected a text or a number"
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn the_line_comes_before_the_environment_and_that_before_the_file() {
        let file = file(
            "order",
            "rooms = 1\nsockets = 2\nroom-size = 3\nhost = ['a.example', 'b.example']\nproxy-protocol = false\n",
        );
        let variables = |name: &str| match name {
            "VISAVIS_CONFIG" => Some(file.clone()),
            "VISAVIS_ROOMS" => Some("10".into()),
            "VISAVIS_SOCKETS" => Some("20".into()),
            "VISAVIS_ICE_SERVER" => Some("stun:a stun:b".into()),
            "VISAVIS_PROXY_PROTOCOL" => Some("true".into()),
            _ => None,
        };

        let line = added(&["--rooms=100"], &variables).unwrap();

        assert_eq!(
            line,
            [
                "--host=a.example",
                "--host=b.example",
                "--proxy-protocol",
                "--ice-server=stun:a",
                "--ice-server=stun:b",
                "--room-size=3",
                "--sockets=20",
            ]
        );
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_mistake_in_the_file_is_named() {
        for (index, (text, sentence)) in [
            ("rooms = ", "TOML parse error at line 1"),
            ("romms = 1", "there is no romms: the keys are the names of flags"),
            ("config = 'other'", "there is no config"),
            (
                "rooms = 1.5",
                "rooms is of the kind float: expected a text or a number",
            ),
            ("proxy-protocol = 'yes'", "expected true or false"),
            ("host = [1]", "expected a text, or a list of texts"),
            ("[limits]\nrooms = 1", "there is no limits"),
        ]
        .into_iter()
        .enumerate()
        {
            let file = file(&format!("mistake-{index}"), text);

            let error = added(&["--config", file.to_str().unwrap()], &|_| None).unwrap_err();

            let error = error.to_string();
            assert!(
                error.contains(sentence) && error.contains(file.to_str().unwrap()),
                "{error}"
            );
            std::fs::remove_file(file).unwrap();
        }
        let nowhere = added(&["--config=/nowhere"], &|_| None).unwrap_err();
        assert!(nowhere.to_string().contains("/nowhere: "), "{nowhere}");
    }

    #[test]
    fn an_error_tells_where_the_value_comes_from() {
        let variables = |name: &str| (name == "VISAVIS_ROOMS").then(|| "many".into());
        let layers = Layers::new(vec!["visavis-server".into()], &variables).unwrap();

        let error = layers.explain(Cli::try_parse_from(&layers.line).unwrap_err());

        let error = error.to_string();
        assert!(error.contains("'many' for '--rooms <ROOMS>'"), "{error}");
        assert!(
            error.contains("in the environment variable VISAVIS_ROOMS"),
            "{error}"
        );
    }

    #[test]
    fn a_command_takes_nothing_from_elsewhere() {
        let variables = |name: &str| (name == "VISAVIS_ROOMS").then(|| "1".into());

        assert!(added(&["token", "--room", "r"], &variables).unwrap().is_empty());
    }

    /// Returns what is added to a command line.
    fn added(
        words: &[&str],
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Vec<OsString>, clap::Error> {
        let line: Vec<_> = ["visavis-server"]
            .iter()
            .chain(words)
            .map(OsString::from)
            .collect();
        let length = line.len();
        Layers::new(line, variable).map(|layers| layers.line[length..].to_vec())
    }

    fn file(name: &str, text: &str) -> OsString {
        let path = std::env::temp_dir().join(format!("visavis-layers-{name}-{}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path.into()
    }
}
