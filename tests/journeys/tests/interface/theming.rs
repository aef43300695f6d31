//! Theming: custom properties and parts restyle the call.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn a_page_themes_the_call_in_chromium() -> Result<()> {
    a_page_themes_the_call(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_themes_the_call_in_firefox() -> Result<()> {
    a_page_themes_the_call(Engine::Firefox).await
}

async fn a_page_themes_the_call(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::open(&browser, &server.url(), "look", "Ada").await?;
    ada.sees("the default theme", &colours("!==")).await?;

    ada.page()
        .eval(
            "const sheet = new CSSStyleSheet();
             sheet.replaceSync(`
                 vis-a-vis {
                     --visavis-accent: rgb(1, 2, 3);
                     --visavis-on-accent: rgb(251, 252, 253);
                     --visavis-ground: rgb(201, 202, 203);
                     --visavis-ink: rgb(11, 12, 13);
                     --visavis-quick: 0s;
                 }
                 vis-a-vis::part(settings-button) { background-color: rgb(21, 22, 23); }
                 vis-a-vis::part(room) { color: rgb(31, 32, 33); }
             `);
             document.adoptedStyleSheets.push(sheet);",
            &[],
        )
        .await?;

    ada.sees("the theme of the page", &colours("===")).await
}

/// An expression that compares each computed colour with the page's colour.
fn colours(operator: &str) -> String {
    let wanted = [
        ("[data-action=join]", "backgroundColor", "rgb(1, 2, 3)"),
        ("[data-action=join]", "color", "rgb(251, 252, 253)"),
        (".visavis", "backgroundColor", "rgb(201, 202, 203)"),
        (".visavis", "color", "rgb(11, 12, 13)"),
        ("[data-action=devices]", "backgroundColor", "rgb(21, 22, 23)"),
        (".room", "color", "rgb(31, 32, 33)"),
    ];
    wanted
        .map(|(selector, property, colour)| {
            format!("getComputedStyle($('vis-a-vis >>> {selector}')).{property} {operator} '{colour}'")
        })
        .join(" && ")
}
