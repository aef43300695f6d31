//! Shared user actions: chat, panels and menu items.

use anyhow::{Context, Result};
use serde_json::Value;
use visavis_journeys::Person;

pub async fn send_chat(person: &Person, text: &str) -> Result<()> {
    open_panel(person, "chat").await?;
    person.page().fill("vis-a-vis >>> textarea", text).await?;
    person.press("send").await
}

/// Opens a panel from the bar or from the menu, unless it is open already.
pub async fn open_panel(person: &Person, panel: &str) -> Result<()> {
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
    choose_menu_item(person, panel).await
}

pub async fn choose_menu_item(person: &Person, item: &str) -> Result<()> {
    person.choose(item).await
}

/// Returns the pressed state and the name of a button of the bar, for example `true Camera`.
pub async fn button_state(person: &Person, action: &str) -> Result<String> {
    let state = format!(
        "const button = $('vis-a-vis >>> .bar [data-action={action}]');
         return `${{button.ariaPressed}} ${{button.ariaLabel}}`"
    );
    let state = person.page().eval(&state, &[]).await?;
    Ok(state.as_str().context("no button")?.to_owned())
}
