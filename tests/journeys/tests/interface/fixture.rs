//! The people of screenshots, the sizes and themes in which they are taken, and the check of each by axe-core.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Launch, Person, Server};

use crate::portrait;

pub const ROOM: &str = "design-review";

/// A server, and two browsers with drawn camera videos. The other people use their own browser, since people in the
/// same browser start muted for each other.
pub struct Fixture {
    films: TempDir,
    pub server: Server,
    pub own: Browser,
    pub others: Browser,
    screens: Screens,
}

impl Fixture {
    pub async fn new() -> Result<Self> {
        let films = tempfile::tempdir()?;
        let launch = |sitter, name| launch_filming(sitter, portrait::LARGE, &films.path().join(name));
        let (own, others) = (
            launch(&portrait::ADA, "own.y4m")?,
            launch(&portrait::LIN, "others.y4m")?,
        );
        let (own, others) = tokio::try_join!(own.start(), others.start())?;
        Ok(Self {
            films,
            server: Server::start().await?,
            own,
            others,
            screens: Screens::new()?,
        })
    }

    pub async fn join_other(&self, name: &str) -> Result<Person> {
        self.join_from(&self.others, name).await
    }

    /// Launches a browser with a small video, for several people at once.
    pub async fn launch_crowd(&self) -> Result<Browser> {
        let film = self.films.path().join("crowd.y4m");
        launch_filming(&portrait::KIM, portrait::SMALL, &film)?
            .start()
            .await
    }

    pub async fn join_from(&self, browser: &Browser, name: &str) -> Result<Person> {
        Person::join(browser, &self.server.url(), ROOM, name).await
    }

    pub async fn capture(&self, person: &Person, name: &str) -> Result<()> {
        self.screens.capture(person, name).await
    }
}

/// Returns the launch of a browser whose fake camera shows `sitter`.
fn launch_filming(sitter: &portrait::Sitter, film: portrait::Film, file: &Path) -> Result<Launch> {
    portrait::film(sitter, film, file)?;
    let flag = format!("--use-file-for-fake-video-capture={}", file.display());
    Ok(Launch::new(Engine::Chromium)
        .flag(&flag)
        // Avoids screenshots in the middle of a transition.
        .flag("--force-prefers-reduced-motion"))
}

/// The sizes of the element, with the themes to capture in each.
const SIZES: [(u32, u32, &str, &[&str]); 6] = [
    (1280, 800, "wide", &["light", "dark"]),
    (390, 844, "phone", &["light", "dark"]),
    (280, 640, "sidebar", &["light", "dark"]),
    (240, 480, "narrow", &["dark"]),
    (844, 390, "landscape", &["light"]),
    (1920, 1080, "wall", &["light"]),
];

/// The output folder, and the source of axe-core.
struct Screens {
    folder: PathBuf,
    axe: String,
}

impl Screens {
    fn new() -> Result<Self> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screens");
        std::fs::create_dir_all(&folder)?;
        let file = std::env::var("VISAVIS_AXE").context("no VISAVIS_AXE: run `cargo xtask test journeys`")?;
        Ok(Self {
            folder,
            axe: std::fs::read_to_string(file)?,
        })
    }

    async fn capture(&self, person: &Person, name: &str) -> Result<()> {
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
                // Contrast does not depend on the size, so dark is checked in two sizes only.
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
