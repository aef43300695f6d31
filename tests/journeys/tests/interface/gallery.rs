//! A picture of every screen, each looked at by axe-core first. The pictures are for people: they judge nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use visavis_journeys::{Browser, Devices, Engine, Launch, Person, Server};

use crate::clicks::{choose, open, say};
use crate::portrait;

const ROOM: &str = "design-review";

#[tokio::test]
async fn a_call_from_the_lobby_to_its_end() -> Result<()> {
    let place = Place::new().await?;
    let ada = Person::open(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
    place.take(&ada, "lobby").await?;
    ada.press_join().await?;
    place.take(&ada, "alone").await?;
    let lin = place.other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    place.take(&ada, "two").await?;
    say(&ada, "Good morning! The plan is at https://example.org/plan").await?;
    say(&lin, "Thank you, I am reading it.").await?;
    ada.reads("I am reading it").await?;
    for panel in ["chat", "people", "devices", "quality", "log", "help"] {
        open(&ada, panel).await?;
        place.take(&ada, panel).await?;
    }
    open(&ada, "log").await?;
    ada.page().click("vis-a-vis >>> .setup summary").await?;
    place.take(&ada, "setup").await?;
    ada.press("close-panel").await?;
    ada.press("more").await?;
    place.take(&ada, "menu").await?;
    ada.press("more").await?;
    choose(&ada, "sound-only").await?;
    ada.sees("no picture", "$('vis-a-vis >>> [data-person][data-camera=off]')")
        .await?;
    place.take(&ada, "sound-only").await?;
    ada.hang_up().await?;
    place.take(&ada, "after").await
}

#[tokio::test]
async fn more_people_and_a_shared_screen() -> Result<()> {
    let place = Place::new().await?;
    let ada = Person::join(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
    let lin = place.other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    let share = "vis-a-vis >>> .bar [data-action=share]";
    lin.page().click(share).await?;
    ada.sees("the screen", "$('vis-a-vis >>> .shared video')?.videoWidth > 0")
        .await?;
    place.take(&ada, "shared-screen").await?;
    lin.page().click(share).await?;
    let crowd = place.crowd().await?;
    let _kim = place.one_of(&crowd, "Kim").await?;
    ada.is_in_call_with(2).await?;
    place.take(&ada, "three").await?;
    let _omar = place.one_of(&crowd, "Omar Haddad").await?;
    ada.is_in_call_with(3).await?;
    place.take(&ada, "four").await
}

/// Two of them without a picture: one machine does not make those of six.
#[tokio::test]
async fn six_people() -> Result<()> {
    let place = Place::new().await?;
    let ada = Person::join(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
    let crowd = place.crowd().await?;
    let mut others = Vec::new();
    for name in ["Mia", "Noor", "Kim", "Omar Haddad", "Lin Chen"] {
        let other = place.one_of(&crowd, name).await?;
        if others.len() < 2 {
            other
                .page()
                .click("vis-a-vis >>> .bar [data-action=camera]")
                .await?;
        }
        others.push(other);
    }
    ada.sees(
        "six",
        "$$('vis-a-vis >>> [data-person][data-link=connected]').length === 5",
    )
    .await?;
    place.take(&ada, "six").await
}

#[tokio::test]
async fn a_call_in_which_something_is_missing() -> Result<()> {
    let place = Place::new().await?;
    let denied = Launch::new(Engine::Chromium)
        .devices(Devices::Denied)
        .start()
        .await?;
    let ada = Person::join(&denied, &place.server.url(), ROOM, "Ada Lovelace").await?;
    ada.reads("Camera and microphone are not allowed here").await?;
    place.take(&ada, "devices-denied").await?;
    ada.close().await?;

    // Through a relay alone, and there is none.
    let ada = Person::open(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
    ada.page()
        .eval("$('vis-a-vis').setAttribute('relay-only', '')", &[])
        .await?;
    ada.press_join().await?;
    let _lin = place.other("Lin Chen").await?;
    ada.sees(
        "why",
        "$('vis-a-vis >>> [data-person] .problem .sentence')?.textContent",
    )
    .await?;
    place.take(&ada, "no-path").await
}

#[tokio::test]
async fn a_call_from_right_to_left() -> Result<()> {
    let place = Place::new().await?;
    let ada = Person::open(&place.own, &place.server.url(), ROOM, "سارة").await?;
    ada.page()
        .eval(
            "const element = $('vis-a-vis');
             element.lang = 'ar';
             element.remove();
             await new Promise((next) => setTimeout(next));
             document.body.append(element);",
            &[],
        )
        .await?;
    ada.reads("انضمام").await?;
    ada.reads("لا أحد هنا بعد").await?;
    place.take(&ada, "arabic-lobby").await?;
    ada.press_join().await?;
    let _lin = place.other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    open(&ada, "people").await?;
    place.take(&ada, "arabic-people").await
}

#[tokio::test]
async fn the_lobby_in_every_other_language() -> Result<()> {
    let place = Place::new().await?;
    for (language, join) in [
        ("de", "Teilnehmen"),
        ("fr", "Participer"),
        ("es", "Entrar"),
        ("ja", "参加する"),
    ] {
        let ada = Person::open(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
        ada.page()
            .eval(
                &format!(
                    "$('vis-a-vis').lang = '{language}'; $('vis-a-vis').setAttribute('room', 'review-2')"
                ),
                &[],
            )
            .await?;
        ada.reads(join).await?;
        place.take(&ada, &format!("lobby-{language}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_room_where_people_call_each_other() -> Result<()> {
    let place = Place::new().await?;
    let ring = format!("{}?ring", place.server.url());
    let ada = Person::join(&place.own, &ring, "ring-review", "Ada Lovelace").await?;
    let lin = Person::join(&place.others, &ring, "ring-review", "Lin Chen").await?;
    ada.reads("Lin Chen").await?;
    place.take(&ada, "ring-list").await?;
    lin.press("call").await?;
    ada.reads("Lin Chen is calling you").await?;
    place.take(&ada, "ring-incoming").await?;
    place.take(&lin, "ring-outgoing").await?;
    ada.press("decline").await?;
    lin.reads("Ada Lovelace declined").await?;
    place.take(&lin, "ring-declined").await
}

#[tokio::test]
async fn a_locked_call_from_both_sides_of_the_door() -> Result<()> {
    let place = Place::new().await?;
    let ada = Person::join(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
    let _lin = place.other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    open(&ada, "people").await?;
    ada.press("lock").await?;
    ada.reads("Unlock the call").await?;
    place.take(&ada, "people-locked").await?;
    ada.press("close-panel").await?;
    let kim = Person::open(&place.others, &place.server.url(), ROOM, "Kim").await?;
    kim.reads("Ada Lovelace locked this call").await?;
    place.take(&kim, "lobby-locked").await?;
    kim.press_join().await?;
    ada.reads("Kim asks to come in.").await?;
    place.take(&ada, "knock").await?;
    place.take(&kim, "waiting").await?;
    ada.press("refuse").await?;
    kim.reads("You were not let in.").await?;
    place.take(&kim, "not-let-in").await
}

#[tokio::test]
async fn a_call_whose_server_is_away() -> Result<()> {
    let place = Place::new().await?;
    let ada = Person::join(&place.own, &place.server.url(), ROOM, "Ada Lovelace").await?;
    let _lin = place.other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    place.server.kill();
    ada.reads("Reconnecting to the server").await?;
    place.take(&ada, "reconnecting").await
}

/// Where they are taken: what others do is done in another browser, else they would be silenced for sitting beside each
/// other.
struct Place {
    films: TempDir,
    server: Server,
    own: Browser,
    others: Browser,
    gallery: Gallery,
}

impl Place {
    async fn new() -> Result<Self> {
        let films = tempfile::tempdir()?;
        let film = |sitter, name| camera(sitter, portrait::LARGE, &films.path().join(name));
        let (own, others) = (
            film(&portrait::ADA, "own.y4m")?,
            film(&portrait::LIN, "others.y4m")?,
        );
        let (own, others) = tokio::try_join!(own.start(), others.start())?;
        Ok(Self {
            films,
            server: Server::start().await?,
            own,
            others,
            gallery: Gallery::new()?,
        })
    }

    async fn other(&self, name: &str) -> Result<Person> {
        self.one_of(&self.others, name).await
    }

    /// A browser for those of whom there are many.
    async fn crowd(&self) -> Result<Browser> {
        let film = self.films.path().join("crowd.y4m");
        camera(&portrait::KIM, portrait::SMALL, &film)?.start().await
    }

    async fn one_of(&self, browser: &Browser, name: &str) -> Result<Person> {
        Person::join(browser, &self.server.url(), ROOM, name).await
    }

    async fn take(&self, person: &Person, name: &str) -> Result<()> {
        self.gallery.take(person, name).await
    }
}

/// A browser that films `sitter`.
fn camera(sitter: &portrait::Sitter, film: portrait::Film, file: &Path) -> Result<Launch> {
    portrait::film(sitter, film, file)?;
    let flag = format!("--use-file-for-fake-video-capture={}", file.display());
    Ok(Launch::new(Engine::Chromium)
        .flag(&flag)
        // No picture of a change half done.
        .flag("--force-prefers-reduced-motion"))
}

/// How large the element is, and in which themes it is taken.
const SIZES: [(u32, u32, &str, &[&str]); 6] = [
    (1280, 800, "wide", &["light", "dark"]),
    (390, 844, "phone", &["light", "dark"]),
    (280, 640, "sidebar", &["light", "dark"]),
    (240, 480, "narrow", &["dark"]),
    (844, 390, "landscape", &["light"]),
    (1920, 1080, "wall", &["light"]),
];

/// The folder that they are put into.
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
        for (width, height, size, themes) in SIZES {
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
            for &theme in themes {
                page.eval(&format!("$('vis-a-vis').setAttribute('theme', '{theme}')"), &[])
                    .await?;
                page.screenshot(&self.folder.join(format!("{name}-{size}-{theme}.png")))
                    .await?;
                // Colours are the same in every size.
                if theme == "dark" && !matches!(size, "wide" | "narrow") {
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
