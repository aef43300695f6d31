//! What people do with the interface.

use anyhow::{Context, Result};
use serde_json::Value;
use visavis_journeys::Person;

pub async fn say(person: &Person, text: &str) -> Result<()> {
    open(person, "chat").await?;
    person.page().fill("vis-a-vis >>> textarea", text).await?;
    person.press("send").await
}

/// Opens a panel, from the bar or from the menu.
pub async fn open(person: &Person, panel: &str) -> Result<()> {
    if person
        .page()
        .eval(
            &format!("return $('vis-a-vis >>> section[data-panel={panel}]').hidden"),
            &[],
        )
        .await?
        == Value::Bool(false)
    {
        return Ok(());
    }
    if matches!(panel, "chat" | "people") {
        return person
            .page()
            .click(&format!("vis-a-vis >>> .bar [data-action={panel}]"))
            .await;
    }
    choose(person, panel).await
}

pub async fn choose(person: &Person, item: &str) -> Result<()> {
    person.press("more").await?;
    person
        .page()
        .click(&format!("vis-a-vis >>> .menu [data-action={item}]"))
        .await
}

/// What a screen reader is told of a button: whether it is pressed, and its name.
pub async fn button(person: &Person, action: &str) -> Result<String> {
    let said = format!(
        "const button = $('vis-a-vis >>> .bar [data-action={action}]');
         return `${{button.ariaPressed}} ${{button.ariaLabel}}`"
    );
    let said = person.page().eval(&said, &[]).await?;
    Ok(said.as_str().context("no button")?.to_owned())
}
