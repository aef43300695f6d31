//! WebDriver async scripts: function bodies whose last argument is the completion callback.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::Value;

const PRELUDE: &str = include_str!("../prelude.js");

/// The result of a script.
#[derive(Debug)]
pub enum Outcome {
    /// The script returned a value, or the polled expression became truthy.
    Returned(Value),
    /// The script threw.
    Threw(String),
    /// The polled expression did not become truthy; this was its last value.
    Pending(String),
}

/// Builds a script that runs the body of an `async` function once.
pub fn once(body: &str) -> String {
    let run = format!("const run = async function () {{\n{body}\n}};");
    let act =
        "run.apply(null, args).then((value) => done({ value }), (error) => done({ threw: String(error) }));";
    complete(&run, act)
}

/// Builds a script that evaluates an expression every 20 ms until it is truthy, for at most `slice`.
///
/// The page never evaluates text as code, since its Content Security Policy may forbid that.
pub fn poll(expression: &str, slice: Duration) -> String {
    let run = format!("const run = async () => (\n{expression}\n);");
    let act = format!(
        "const end = performance.now() + {};
        (async () => {{
            for (;;) {{
                let pending;
                try {{
                    const value = await run();
                    if (value) {{
                        return {{ value }};
                    }}
                    pending = `it is ${{value}}`;
                }} catch (error) {{
                    pending = `it threw ${{error}}`;
                }}
                if (performance.now() > end) {{
                    return {{ pending }};
                }}
                await new Promise((resolve) => setTimeout(resolve, 20));
            }}
        }})().then(done);",
        slice.as_millis()
    );
    complete(&run, &act)
}

fn complete(run: &str, act: &str) -> String {
    format!("const args = arguments[0], done = arguments[arguments.length - 1];\n{PRELUDE}\n{run}\n{act}")
}

/// Parses the value that a script passed to the completion callback.
pub fn outcome(mut answer: Value) -> Result<Outcome> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(threw) = answer.get("threw").and_then(text) {
        return Ok(Outcome::Threw(threw));
    }
    if let Some(pending) = answer.get("pending").and_then(text) {
        return Ok(Outcome::Pending(pending));
    }
    match answer.as_object_mut() {
        // JSON omits a member that is undefined.
        Some(answer) => Ok(Outcome::Returned(answer.remove("value").unwrap_or(Value::Null))),
        None => bail!("unexpected script result {answer}"),
    }
}
