//! A call inside a dialog of the page: whose a key is.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person};

use crate::embedder::Place;

const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn escape_closes_the_panel_and_then_the_dialog_in_chromium() -> Result<()> {
    escape_closes_the_panel_and_then_the_dialog(Engine::Chromium).await
}

#[tokio::test]
async fn escape_closes_the_panel_and_then_the_dialog_in_firefox() -> Result<()> {
    escape_closes_the_panel_and_then_the_dialog(Engine::Firefox).await
}

async fn escape_closes_the_panel_and_then_the_dialog(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let ada = Person::at(place.open("dialog.html").await?, "Ada");
    ada.page()
        .eval(
            "window.pressed = '';
             for (const name of ['keydown', 'keypress', 'keyup', 'input', 'beforeinput']) {
                 // As pages do that have shortcuts of their own.
                 addEventListener(name, ({ target }) => {
                     if (!target.matches('input, textarea')) window.pressed += `${name} `;
                 });
             }",
            &[],
        )
        .await?;
    let is_open = "$('dialog').open";
    for (panel, button) in [
        ("the chat", "[data-action=chat]"),
        ("the people", "[data-action=people]"),
        ("the menu", "[data-action=more]"),
    ] {
        let path = format!("vis-a-vis >>> .bar {button}");
        ada.page().click(&path).await?;
        ada.sees(panel, &format!("$('{path}').ariaExpanded === 'true'"))
            .await?;
        if panel == "the chat" {
            ada.page().eval("window.pressed = ''", &[]).await?;
            ada.page().type_keys("mg/ ").await?;
            ada.sees("the text", "$('vis-a-vis >>> textarea').value === 'mg/ '")
                .await?;
            assert_eq!(ada.page().eval("return window.pressed", &[]).await?, json!(""));
        }
        ada.page().type_keys(ESCAPE).await?;
        ada.sees(
            &format!("{panel} closed, and the dialog open"),
            &format!("$('{path}').ariaExpanded === 'false' && {is_open}"),
        )
        .await?;
    }

    ada.page().type_keys(ESCAPE).await?;

    ada.sees("the dialog closed", &format!("!{is_open}")).await
}
