//! What a call takes over from the page around it: the language, and no style of its text.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person};

use crate::embedder::Place;

#[tokio::test]
async fn text_looks_the_same_whatever_the_page_styles_in_chromium() -> Result<()> {
    text_looks_the_same_whatever_the_page_styles(Engine::Chromium).await
}

#[tokio::test]
async fn text_looks_the_same_whatever_the_page_styles_in_firefox() -> Result<()> {
    text_looks_the_same_whatever_the_page_styles(Engine::Firefox).await
}

#[tokio::test]
async fn a_call_in_a_shadow_tree_speaks_the_language_of_the_page_in_chromium() -> Result<()> {
    a_call_in_a_shadow_tree_speaks_the_language_of_the_page(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_in_a_shadow_tree_speaks_the_language_of_the_page_in_firefox() -> Result<()> {
    a_call_in_a_shadow_tree_speaks_the_language_of_the_page(Engine::Firefox).await
}

async fn text_looks_the_same_whatever_the_page_styles(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;
    let lin = place.enter("inherit", "Lin").await?;
    let ada = Person::at(place.open("inherit.html").await?, "Ada");
    ada.is_in_call_with(1).await?;
    lin.page()
        .eval("$('vis-a-vis').sendMessage('Good morning')", &[])
        .await?;

    for (panel, text) in [("chat", "Good morning"), ("people", "Lin")] {
        ada.page()
            .click(&format!("vis-a-vis >>> .bar [data-action={panel}]"))
            .await?;
        ada.reads(text).await?;
        let leaks = ada.page().eval(LEAKS, &[]).await?;
        ensure!(leaks["onThePage"].as_u64() > Some(10), "{leaks}");
        ensure!(leaks["inTheCall"] == json!([]), "{panel}: {leaks}");
    }
    Ok(())
}

/// Compares with the page without its style sheet: what differs outside of the call, and in it.
const LEAKS: &str = "
    const [sheet] = document.styleSheets;
    const names = [...new Set([...sheet.cssRules[0].style].concat('line-height'))];
    const parts = [...$$('vis-a-vis >>> .visavis'), ...$$('vis-a-vis >>> .visavis *')];
    const look = (element) => names.map((name) => getComputedStyle(element).getPropertyValue(name));
    const all = () => [document.body, ...parts].map(look);
    const [[page, ...styled], [bare, ...plain]] = [all(), (sheet.disabled = true, all())];
    sheet.disabled = false;
    const leaks = parts.flatMap((part, which) => names
        .map((name, index) => `${name} of ${part.className}: ${plain[which][index]} -> ${styled[which][index]}`)
        .filter((_, index) => plain[which][index] !== styled[which][index]));
    return { onThePage: page.filter((value, index) => value !== bare[index]).length, inTheCall: leaks };";

async fn a_call_in_a_shadow_tree_speaks_the_language_of_the_page(engine: Engine) -> Result<()> {
    let place = Place::of_faults(Browser::launch(engine).await?).await?;

    let page = Person::at(place.open("lang-shadow.html").await?, "Ada");

    for path in ["vis-a-vis", "app-shell >>> vis-a-vis"] {
        page.sees(
            &format!("German in {path}"),
            &format!(
                "$('{path} >>> [data-action=join]')?.textContent === 'Teilnehmen' && $('{path} >>> .visavis').lang === 'de'"
            ),
        )
        .await?;
    }
    Ok(())
}
