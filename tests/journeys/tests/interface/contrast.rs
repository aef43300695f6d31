//! Contrast where axe-core does not look: buttons that are pressed, expanded, hovered or focused, over any picture.

use anyhow::{Result, ensure};
use serde_json::Value;
use visavis_journeys::{Engine, Launch, Person, Server};

/// WCAG 1.4.3 for text; we ask it of icons as well.
const ENOUGH: f64 = 4.5;
/// WCAG 1.4.11: what tells a state.
const ENOUGH_FOR_SHAPES: f64 = 3.0;

#[tokio::test]
async fn every_state_of_every_button_can_be_told_over_any_picture() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium)
        // Colours without transitions.
        .flag("--force-prefers-reduced-motion")
        .start()
        .await?;
    let ada = Person::join(&browser, &server.url(), "contrast", "Ada").await?;
    let _lin = Person::join(&browser, &server.url(), "contrast", "Lin").await?;
    ada.is_in_call_with(1).await?;
    let mut poor = Vec::new();
    for theme in ["light", "dark"] {
        ada.page()
            .eval("$('vis-a-vis').setAttribute('theme', args[0])", &[theme.into()])
            .await?;
        for (path, states) in BUTTONS {
            for state in states {
                ada.page().eval(SET, &[path.into(), (*state).into()]).await?;
                for pointing in ["elsewhere", "over it"] {
                    let target = if pointing == "over it" { path } else { ".stage" };
                    ada.page().hover(&format!("vis-a-vis >>> {target}")).await?;
                    let is_hovered = format!("$('vis-a-vis >>> {path}').matches(':hover')");
                    let is_hovered = if target == path {
                        is_hovered
                    } else {
                        format!("!{is_hovered}")
                    };
                    ada.sees("where the mouse is", &is_hovered).await?;
                    let found = ada.page().eval(CONTRAST, &[path.into()]).await?;
                    let [icon, shape] = ["icon", "shape"].map(|name| found[name].as_f64().unwrap_or(0.0));
                    let tells_by_shape = !matches!(*state, "" | "focus" | "loud");
                    if icon < ENOUGH || (tells_by_shape && shape < ENOUGH_FOR_SHAPES) {
                        poor.push(format!("{path} {state}, mouse {pointing}, {theme}: {found}"));
                    }
                }
                ada.page().eval(RESET, &[path.into(), (*state).into()]).await?;
            }
        }
    }
    ensure!(poor.is_empty(), "{}", poor.join("\n"));
    Ok(())
}

#[tokio::test]
async fn every_item_of_the_menu_can_be_read_under_the_mouse() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium)
        .flag("--force-prefers-reduced-motion")
        .start()
        .await?;
    let ada = Person::join(&browser, &server.url(), "contrast", "Ada").await?;
    ada.press("more").await?;
    for theme in ["light", "dark"] {
        ada.page()
            .eval("$('vis-a-vis').setAttribute('theme', args[0])", &[theme.into()])
            .await?;
        for path in [".menu [data-action=hand]", ".menu [data-action=devices]"] {
            ada.page().hover(&format!("vis-a-vis >>> {path}")).await?;
            ada.sees(
                "the item",
                &format!("$('vis-a-vis >>> {path}').matches(':hover')"),
            )
            .await?;
            for inside in ["", " .icon"] {
                let found = ada
                    .page()
                    .eval(CONTRAST, &[Value::from(format!("{path}{inside}"))])
                    .await?;
                let icon = found["icon"].as_f64().unwrap_or(0.0);
                ensure!(icon >= ENOUGH, "{path}{inside}, {theme}: {found}");
            }
        }
    }
    Ok(())
}

/// The buttons of the bar, with what each of them can show.
const BUTTONS: [(&str, &[&str]); 6] = [
    (
        ".bar [data-action=microphone]",
        &["", "focus", "loud", "data-status=off", "data-status=denied"],
    ),
    (
        ".bar [data-action=camera]",
        &["", "focus", "data-status=off", "data-status=denied"],
    ),
    (".bar [data-action=share]", &["", "focus", "aria-pressed=true"]),
    (".bar [data-action=chat]", &["", "focus", "aria-expanded=true"]),
    (".bar [data-action=more]", &["", "focus", "aria-expanded=true"]),
    (".bar [data-action=leave]", &["", "focus"]),
];

/// Puts a button into a state.
const SET: &str = "const [path, state] = args, button = $(`vis-a-vis >>> ${path}`);
    const [name, value] = state.split('=');
    if (state === 'focus') button.focus({ focusVisible: true });
    else if (state === 'loud') button.dataset.level = '6';
    else if (state) { button.before_ = button.getAttribute(name); button.setAttribute(name, value); }";
const RESET: &str = "const [path, state] = args, button = $(`vis-a-vis >>> ${path}`);
    const [name, value] = state.split('=');
    if (state === 'focus') button.blur();
    else if (state === 'loud') delete button.dataset.level;
    else if (state) button.setAttribute(name, button.before_);";

/// The contrast of an icon or a text to what is behind it, and of a button to what it is on, at worst: over white, black and
/// grey pictures.
const CONTRAST: &str = "const button = $(`vis-a-vis >>> ${args[0]}`);
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const brush = canvas.getContext('2d', { willReadFrequently: true });
    const luminance = (colours) => {
        for (const colour of colours) {
            brush.fillStyle = colour;
            brush.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...brush.getImageData(0, 0, 1, 1).data]
            .map((value) => value / 255)
            .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (first, second) => {
        const [dark, light] = [luminance(first), luminance(second)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    const layers = (element) => {
        const style = getComputedStyle(element);
        const image = style.backgroundAttachment.includes('local') ? [] : style.backgroundImage.match(/(rgba?|color)\\([^)]*\\)/) ?? [];
        return [style.backgroundColor, ...image.slice(0, 1)];
    };
    const around = [];
    for (let element = button.parentElement; element && !element.matches('.call'); element = element.parentElement) {
        around.unshift(...layers(element));
    }
    const level = button.querySelector('.loud');
    const isLoud = level && getComputedStyle(level).display !== 'none' && button.dataset.level === '6';
    const own = [...layers(button), ...(isLoud ? layers(level) : [])];
    const { color } = getComputedStyle([...button.querySelectorAll(':scope > .icon')].find((icon) => icon.checkVisibility()) ?? button);
    const worst = (measure) => Math.min(...['#fff', '#000', '#888'].map(measure));
    return {
        icon: worst((picture) => contrast([picture, ...around, ...own], [picture, ...around, ...own, color])),
        shape: worst((picture) => contrast([picture, ...around], [picture, ...around, ...own])),
        own, around, color,
    };";
