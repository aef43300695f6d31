//! The interface: what people write to each other, a call by keyboard alone, what a checker of accessibility finds, and
//! a picture of every screen.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use visavis_journeys::{Browser, Engine, Launch, Person, Server};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn two_in_chromium_write_to_each_other() -> Result<()> {
    two_write_to_each_other(Engine::Chromium).await
}

#[tokio::test]
async fn two_in_firefox_write_to_each_other() -> Result<()> {
    two_write_to_each_other(Engine::Firefox).await
}

async fn two_write_to_each_other(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "chat", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "chat", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    say(&ada, "See https://example.org/a?b=1, <b>Lin</b>").await?;

    lin.sees(
        "that something is unread",
        "$('vis-a-vis >>> .bar [data-action=chat] .badge')?.textContent === '1'",
    )
    .await?;
    open(&lin, "chat").await?;
    lin.sees(
        "the message as text with a link",
        "$('vis-a-vis >>> .said .text')?.textContent === 'See https://example.org/a?b=1, <b>Lin</b>'
            && $('vis-a-vis >>> .said a[rel~=noopener]')?.href === 'https://example.org/a?b=1'
            && $$('vis-a-vis >>> .said b').length === 0",
    )
    .await?;
    lin.sees("nothing unread", "$('vis-a-vis >>> .bar .badge').hidden")
        .await?;

    // A flood: the page goes on answering, and the list stays short.
    ada.page()
        .eval(
            "const field = $('vis-a-vis >>> textarea');
             for (let count = 0; count < 500; count++) {
                 field.value = `${count} ` + 'x'.repeat(60);
                 field.form.requestSubmit();
             }",
            &[],
        )
        .await?;
    ada.sees(
        "the last of them",
        "$$('vis-a-vis >>> .said').at(-1).textContent.includes('499 x')",
    )
    .await?;
    ada.sees("no more than 300", "$$('vis-a-vis >>> .said').length === 300")
        .await?;
    ada.goes_on_seeing().await
}

#[tokio::test]
async fn a_call_by_keyboard_alone() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::open(&browser, &server.url(), "keys", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "keys", "Lin").await?;

    let focused = "$('vis-a-vis').shadowRoot.activeElement";
    for _ in 0..12 {
        let is_field = format!("return {focused}?.name === 'name'");
        if ada.page().eval(&is_field, &[]).await? == Value::Bool(true) {
            break;
        }
        ada.page().type_keys(TAB).await?;
    }
    ada.page().type_keys("Ada").await?;
    ada.page().type_keys(ENTER).await?;
    ada.is_in_call_with(1).await?;
    lin.reads("Ada").await?;

    let (camera, microphone) = (button(&ada, "camera").await?, button(&ada, "microphone").await?);
    ensure!(
        camera == "true Camera" && microphone == "true Microphone",
        "{camera}, {microphone}"
    );
    ada.page().type_keys("mv").await?;
    lin.sees(
        "that both are off",
        "$('vis-a-vis >>> [data-person][data-microphone=off][data-camera=off]')",
    )
    .await?;
    let (camera, microphone) = (button(&ada, "camera").await?, button(&ada, "microphone").await?);
    ensure!(
        camera == "false Camera" && microphone == "false Microphone",
        "{camera}, {microphone}"
    );

    ada.page().type_keys("h").await?;
    lin.sees("the hand", "$('vis-a-vis >>> [data-person][data-hand]')")
        .await?;
    ada.page().type_keys("c").await?;
    ada.sees("the field", &format!("{focused}?.matches('textarea')"))
        .await?;
    // Letters are letters here, and no keys.
    ada.page().type_keys("move").await?;
    ada.page().type_keys(ENTER).await?;
    lin.sees("it", "$('vis-a-vis >>> .said .text')?.textContent === 'move'")
        .await?;
    ada.page().type_keys(ESCAPE).await?;
    ada.sees("no panel", "$('vis-a-vis >>> .panel').hidden").await?;

    for _ in 0..30 {
        let is_leave = format!("return {focused}?.dataset.action === 'leave'");
        if ada.page().eval(&is_leave, &[]).await? == Value::Bool(true) {
            break;
        }
        ada.page().type_keys(TAB).await?;
    }
    ada.page().type_keys(ENTER).await?;
    ada.sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
        .await?;
    lin.is_alone().await
}

#[tokio::test]
async fn a_recording_has_both_tracks_and_a_snapshot_is_not_black() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::join(&browser, &server.url(), "record", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "record", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    // What would be downloaded is kept instead.
    ada.page()
        .eval(
            "window.kept = [];
             const make = URL.createObjectURL;
             URL.createObjectURL = (blob) => { kept.push(blob); return make.call(URL, blob); };
             HTMLAnchorElement.prototype.click = () => {};",
            &[],
        )
        .await?;

    choose(&ada, "snapshot").await?;
    ada.sees("a picture", "kept.length === 1 && kept[0].type === 'image/png'")
        .await?;
    ada.sees(
        "something in it",
        "await createImageBitmap(kept[0]).then((image) => {
            const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
            canvas.drawImage(image, 0, 0);
            const { data } = canvas.getImageData(0, 0, image.width, image.height);
            return data.some((value, index) => index % 4 === 1 && value > 60);
        })",
    )
    .await?;

    choose(&ada, "record").await?;
    ada.reads("You are recording").await?;
    ada.goes_on_seeing().await?;
    ada.goes_on_seeing().await?;
    choose(&ada, "record").await?;
    ada.sees("a file", "kept.length === 2 && kept[1].size > 10_000")
        .await?;
    ada.sees(
        "a picture and a sound in it",
        "await new Promise((tell) => {
            const video = document.createElement('video');
            video.muted = true;
            video.onerror = () => tell(false);
            video.ontimeupdate = () => {
                if (video.currentTime > 0.3) {
                    tell(video.videoWidth === 1280 && video.webkitAudioDecodedByteCount > 0 && video.webkitVideoDecodedByteCount > 0);
                }
            };
            video.src = URL.createObjectURL(kept[1]);
            video.play();
        })",
    )
    .await
}

#[tokio::test]
async fn a_checker_of_accessibility_finds_nothing_and_every_screen_is_pictured() -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(Engine::Chromium).start().await?;
    let gallery = Gallery::new()?;
    let ada = Person::open(&browser, &server.url(), "design-review", "Ada Lovelace").await?;
    gallery.take(&ada, "lobby").await?;
    ada.press_join().await?;
    gallery.take(&ada, "alone").await?;
    // Browsers of their own: else they would be silenced for sitting beside each other.
    let others = Browser::launch(Engine::Chromium).await?;
    let lin = Person::join(&others, &server.url(), "design-review", "Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    gallery.take(&ada, "two").await?;
    say(&ada, "Good morning! The plan is at https://example.org/plan").await?;
    say(&lin, "Thank you, I am reading it.").await?;
    ada.reads("I am reading it").await?;
    for panel in ["chat", "people", "devices", "quality", "log", "help"] {
        open(&ada, panel).await?;
        gallery.take(&ada, panel).await?;
    }
    ada.press("close-panel").await?;
    ada.press("more").await?;
    gallery.take(&ada, "menu").await?;
    ada.press("more").await?;
    let _kim = Person::join(&others, &server.url(), "design-review", "Kim").await?;
    let _omar = Person::join(&others, &server.url(), "design-review", "Omar Haddad").await?;
    ada.is_in_call_with(3).await?;
    gallery.take(&ada, "four").await?;
    ada.hang_up().await?;
    gallery.take(&ada, "after").await?;

    let ring = format!("{}?ring", server.url());
    let ada = Person::join(&browser, &ring, "ring-review", "Ada Lovelace").await?;
    let lin = Person::join(&others, &ring, "ring-review", "Lin Chen").await?;
    ada.reads("Lin Chen").await?;
    gallery.take(&ada, "ring-list").await?;
    lin.press("call").await?;
    ada.reads("Lin Chen is calling you").await?;
    gallery.take(&ada, "ring-incoming").await
}

/// Pictures of screens, each looked at by axe-core first.
struct Gallery {
    folder: PathBuf,
    axe: String,
}

impl Gallery {
    fn new() -> Result<Self> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screens");
        std::fs::create_dir_all(&folder)?;
        let file = std::env::var("VISAVIS_AXE").context("no VISAVIS_AXE: run `cargo xtask test journeys`")?;
        Ok(Self {
            folder,
            axe: std::fs::read_to_string(file)?,
        })
    }

    async fn take(&self, person: &Person, name: &str) -> Result<()> {
        let page = person.page();
        page.eval(&self.axe, &[]).await?;
        for (width, height, size) in [(1280, 800, "wide"), (390, 844, "phone"), (280, 640, "sidebar")] {
            let resize = "const element = $('vis-a-vis');
                element.style.width = `${args[0]}px`;
                element.style.height = `${args[1]}px`;";
            page.set_size(width.max(500), height).await?;
            page.eval(
                &resize
                    .replace("args[0]", &width.to_string())
                    .replace("args[1]", &height.to_string()),
                &[],
            )
            .await?;
            for theme in ["light", "dark"] {
                page.eval(&format!("$('vis-a-vis').setAttribute('theme', '{theme}')"), &[])
                    .await?;
                page.screenshot(&self.folder.join(format!("{name}-{size}-{theme}.png")))
                    .await?;
                // Colours are the same in every size.
                if theme == "dark" && size != "wide" {
                    continue;
                }
                let found = page
                    .eval(
                        "const { violations } = await axe.run('vis-a-vis');
                         return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.flat().join(' ')).join(', ')}`)",
                        &[],
                    )
                    .await?;
                ensure!(
                    found == Value::Array(Vec::new()),
                    "{name}, {size}, {theme}: {found}"
                );
            }
        }
        page.set_size(1280, 800).await?;
        page.eval("$('vis-a-vis').removeAttribute('style')", &[]).await?;
        Ok(())
    }
}

async fn say(person: &Person, text: &str) -> Result<()> {
    open(person, "chat").await?;
    person.page().fill("vis-a-vis >>> textarea", text).await?;
    person.press("send").await
}

/// Opens a panel, from the bar or from the menu.
async fn open(person: &Person, panel: &str) -> Result<()> {
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

async fn choose(person: &Person, item: &str) -> Result<()> {
    person.press("more").await?;
    person
        .page()
        .click(&format!("vis-a-vis >>> .menu [data-action={item}]"))
        .await
}

/// What a screen reader is told of a button: whether it is pressed, and its name.
async fn button(person: &Person, action: &str) -> Result<String> {
    let said = format!(
        "const button = $('vis-a-vis >>> .bar [data-action={action}]');
         return `${{button.ariaPressed}} ${{button.ariaLabel}}`"
    );
    let said = person.page().eval(&said, &[]).await?;
    Ok(said.as_str().context("no button")?.to_owned())
}
