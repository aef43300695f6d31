//! Scripts as WebDriver wants them: bodies of functions whose last argument is told the result.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::Value;

const PRELUDE: &str = include_str!("../prelude.js");

/// What became of a script.
#[derive(Debug)]
pub enum Outcome {
    /// It returned, or became true.
    Returned(Value),
    /// It threw.
    Threw(String),
    /// It did not become true, and was this instead.
    Pending(String),
}

/// Runs the body of an `async` function.
pub fn once(body: &str) -> String {
    let run = format!("const run = async function () {{\n{body}\n}};");
    let act =
        "run.apply(null, args).then((value) => done({ value }), (error) => done({ threw: String(error) }));";
    complete(&run, act)
}

/// Evaluates an expression fifty times a second until it is true, for `slice` at most.
///
/// Nothing is evaluated from text in the page, which its policy may forbid.
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

/// Reads what a script told.
pub fn outcome(mut answer: Value) -> Result<Outcome> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(threw) = answer.get("threw").and_then(text) {
        return Ok(Outcome::Threw(threw));
    }
    if let Some(pending) = answer.get("pending").and_then(text) {
        return Ok(Outcome::Pending(pending));
    }
    match answer.as_object_mut() {
        // A member that is undefined is left out.
        Some(answer) => Ok(Outcome::Returned(answer.remove("value").unwrap_or(Value::Null))),
        None => bail!("the script told {answer}"),
    }
}
