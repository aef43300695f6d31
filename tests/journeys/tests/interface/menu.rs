//! The menu *More* by keyboard alone, and every item of it in every size.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use visavis_journeys::{Browser, Engine, Person, Server};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const END: &str = "\u{e010}";
const HOME: &str = "\u{e011}";
const LEFT: &str = "\u{e012}";
const UP: &str = "\u{e013}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";

#[tokio::test]
async fn the_menu_works_by_keyboard_in_chromium() -> Result<()> {
    the_menu_works_by_keyboard(Engine::Chromium).await
}

#[tokio::test]
async fn the_menu_works_by_keyboard_in_firefox() -> Result<()> {
    the_menu_works_by_keyboard(Engine::Firefox).await
}

#[tokio::test]
async fn every_item_can_be_reached_in_every_size_in_chromium() -> Result<()> {
    every_item_can_be_reached_in_every_size(Engine::Chromium).await
}

#[tokio::test]
async fn every_item_can_be_reached_in_every_size_in_firefox() -> Result<()> {
    every_item_can_be_reached_in_every_size(Engine::Firefox).await
}

async fn the_menu_works_by_keyboard(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "menu", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "menu", "Lin").await?;
    ada.is_in_call_with(1).await?;
    let open = format!("{MENU}.checkVisibility()");
    ada.page()
        .eval("$('vis-a-vis >>> .bar [data-action=more]').focus()", &[])
        .await?;

    ada.page().type_keys(ENTER).await?;
    ada.sees("the menu", &open).await?;
    for (keys, action) in [
        ("", "hand"),
        (UP, "react"),
        (DOWN, "hand"),
        (END, "menu-help"),
        (HOME, "react"),
        ("v", "menu-view"),
        (RIGHT, "tuck"),
        (LEFT, "menu-view"),
        (ENTER, "tuck"),
        (ESCAPE, "menu-view"),
    ] {
        ada.page().type_keys(keys).await?;
        ada.sees(action, &format!("{FOCUSED}?.dataset.action === '{action}'"))
            .await?;
    }
    ada.page().type_keys(TAB).await?;
    ada.sees("no menu", &format!("!{open}")).await?;
    ada.sees(
        "the focus behind the button",
        &format!("{FOCUSED}?.dataset.action === 'leave'"),
    )
    .await?;

    ada.page()
        .eval("$('vis-a-vis >>> .bar [data-action=more]').focus()", &[])
        .await?;
    ada.page().type_keys(ENTER).await?;
    ada.page().type_keys(ENTER).await?;
    lin.sees("the raised hand", "$('vis-a-vis >>> [data-person][data-hand]')")
        .await?;
    ada.sees(
        "the focus on the button",
        &format!("{FOCUSED}?.dataset.action === 'more'"),
    )
    .await?;
    ada.page().type_keys(ENTER).await?;
    ada.page().type_keys(END).await?;
    ada.page().type_keys(RIGHT).await?;
    ada.page().type_keys(DOWN).await?;
    ada.page().type_keys(DOWN).await?;
    ada.page().type_keys(ENTER).await?;
    ada.sees("the log", "$('vis-a-vis >>> [data-panel=log]')").await?;
    // No letter was a shortcut, so the camera is on.
    lin.sees(
        "that Ada can be seen",
        "$('vis-a-vis >>> [data-person][data-camera=on]')",
    )
    .await
}

async fn every_item_can_be_reached_in_every_size(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "menu", "Ada").await?;
    let _lin = Person::join(&browser, &server.url(), "menu", "Lin").await?;
    ada.is_in_call_with(1).await?;
    for (width, height) in [(390, 844), (844, 390), (240, 480), (1280, 800)] {
        ada.page().set_size(width.max(500), height).await?;
        let resize = "Object.assign($('vis-a-vis').style, { width: `${args[0]}px`, height: `${args[1]}px` })";
        ada.page().eval(resize, &[width.into(), height.into()]).await?;
        ada.press("more").await?;
        ada.sees("a menu that has settled", SETTLED).await?;
        let mut seen = look_through(&ada).await?;
        for submenu in ["menu-view", "menu-help"] {
            ada.press(submenu).await?;
            seen.extend(look_through(&ada).await?);
            ada.page().type_keys(ESCAPE).await?;
        }
        ada.press("more").await?;

        for action in ACTIONS {
            ensure!(
                seen.iter().any(|seen| seen == action),
                "{action} at {width} x {height}: {seen:?}"
            );
        }
        // On a phone they are not in the bar.
        let has_narrow = ["chat", "people", "share"].map(|action| seen.iter().any(|seen| seen == action));
        ensure!(has_narrow == [width < 460; 3], "{has_narrow:?} at {width}");
    }
    Ok(())
}

/// Moves through the open menu with the arrow key and returns the actions of the items, each of which is then in sight.
async fn look_through(ada: &Person) -> Result<Vec<String>> {
    let mut seen: Vec<String> = Vec::new();
    ada.page().type_keys(HOME).await?;
    loop {
        let item = ada.page().eval(IN_SIGHT, &[]).await?;
        let action = item[0].as_str().context("no item has the focus")?.to_owned();
        ensure!(item[1] == Value::Bool(true), "{action} is out of sight: {item}");
        if seen.contains(&action) {
            ensure!(seen.len() <= 9, "{seen:?}");
            return Ok(seen);
        }
        seen.push(action);
        ada.page().type_keys(DOWN).await?;
    }
}

const MENU: &str = "$('vis-a-vis >>> .menu')";
const FOCUSED: &str = "$('vis-a-vis').shadowRoot.activeElement";
const SETTLED: &str = "$('vis-a-vis >>> .menu').getAnimations().length === 0
    && !$('vis-a-vis >>> [data-menu=main]').hidden";
/// The action of the focused item, and whether it is what a click on its middle would press.
const IN_SIGHT: &str = "const root = $('vis-a-vis').shadowRoot, item = root.activeElement;
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    const { x, y, width, height } = item.getBoundingClientRect();
    const hit = root.elementFromPoint(x + width / 2, y + height / 2);
    const [menu, call] = ['.menu', '.call'].map((path) => root.querySelector(path).getBoundingClientRect());
    const fits = menu.left >= call.left && menu.right <= call.right && menu.top >= call.top && menu.bottom <= call.bottom
        && x >= menu.left && x + width <= menu.right && y >= menu.top - 1 && y + height <= menu.bottom + 1;
    return [item.dataset.action, fits && item.contains(hit), [x, y, width, height], [menu.top, menu.bottom]]";
/// What both browsers offer in a call of two.
const ACTIONS: [&str; 11] = [
    "react",
    "hand",
    "full-screen",
    "tuck",
    "sound-only",
    "snapshot",
    "record",
    "devices",
    "quality",
    "log",
    "help",
];
