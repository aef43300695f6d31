//! What the browser and the system around the page do: full screen, picture in picture, the lock that keeps the screen
//! on, the keys of a keyboard or headset, and a browser that plays no sound by itself.

use anyhow::Result;
use visavis_journeys::{Browser, Devices, Engine, Files, Launch, Person, Server};

use crate::clicks::choose;

#[tokio::test]
async fn the_system_around_chromium_serves_the_call() -> Result<()> {
    the_system_serves_the_call(Engine::Chromium).await
}

#[tokio::test]
async fn the_system_around_firefox_serves_the_call() -> Result<()> {
    the_system_serves_the_call(Engine::Firefox).await
}

async fn the_system_serves_the_call(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let (ada, lin) = two(&server, &browser).await?;
    fills_the_screen(&ada).await?;
    floats(&ada).await?;
    keeps_awake_and_hears_keys(&ada, &lin).await
}

#[tokio::test]
async fn where_chromium_keeps_the_sound_off_one_press_plays_it() -> Result<()> {
    let strict = Launch::new(Engine::Chromium).flag("--autoplay-policy=document-user-activation-required");
    one_press_plays_the_sound(strict).await
}

#[tokio::test]
async fn where_firefox_keeps_the_sound_off_one_press_plays_it() -> Result<()> {
    let strict = Launch::new(Engine::Firefox).preference("media.autoplay.default", 1.into());
    one_press_plays_the_sound(strict).await
}

/// The page joins by itself, and captures nothing: nobody has pressed anything yet.
async fn one_press_plays_the_sound(strict: Launch) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let folder = tempfile::tempdir()?;
    let page = format!(
        r#"<!doctype html><html lang="en"><script type="module" src="{}visavis.js"></script>
           <vis-a-vis server="{}" room="window" name="Ada" autojoin></vis-a-vis>"#,
        server.url(),
        server.signal_url()
    );
    std::fs::write(folder.path().join("index.html"), page)?;
    let files = Files::serve(folder.path()).await?;
    let (strict, other) = tokio::try_join!(
        strict.devices(Devices::Denied).start(),
        Browser::launch(Engine::Chromium)
    )?;
    let lin = Person::join(&other, &server.url(), "window", "Lin").await?;
    let ada = Person::at(strict.open(&files.url("")).await?, "Ada");
    lin.sees("Ada", "$('vis-a-vis >>> [data-person][data-link=connected]')")
        .await?;

    ada.reads("Your browser keeps the sound off until you press the button.")
        .await?;
    ada.goes_on_seeing().await?;
    ada.page()
        .click("vis-a-vis >>> .primary[data-action=play-sound]")
        .await?;
    ada.sees(
        "that Lin is heard",
        "(({ muted, paused }) => !muted && !paused)($('vis-a-vis >>> [data-person] video'))
            && !readableText().includes('keeps the sound off')",
    )
    .await
}

/// Two in a call; the page of the first notes what it asks of the system.
async fn two(server: &Server, browser: &Browser) -> Result<(Person, Person)> {
    let ada = Person::open(browser, &server.url(), "window", "Ada").await?;
    ada.page()
        .eval(
            "window.locks = [];
             const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
             navigator.wakeLock.request = async (kind) => {
                 const lock = await ask(kind);
                 locks.push(lock);
                 return lock;
             };
             window.keys = {};
             navigator.mediaSession.setActionHandler = (key, heard) => { keys[key] = heard; };",
            &[],
        )
        .await?;
    ada.press_join().await?;
    let lin = Person::join(browser, &server.url(), "window", "Lin").await?;
    ada.is_in_call_with(1).await?;
    Ok((ada, lin))
}

async fn fills_the_screen(ada: &Person) -> Result<()> {
    choose(ada, "full-screen").await?;
    ada.sees(
        "the call alone",
        "document.fullscreenElement === $('vis-a-vis')
            && $('vis-a-vis').getBoundingClientRect().height === innerHeight",
    )
    .await?;
    choose(ada, "full-screen").await?;
    ada.sees("the page again", "document.fullscreenElement === null")
        .await
}

async fn floats(ada: &Person) -> Result<()> {
    choose(ada, "pip").await?;
    ada.sees(
        "Lin beside other windows",
        "document.pictureInPictureElement === $('vis-a-vis')",
    )
    .await?;
    choose(ada, "pip").await?;
    ada.sees(
        "Lin in the page again",
        "document.pictureInPictureElement === null",
    )
    .await
}

async fn keeps_awake_and_hears_keys(ada: &Person, lin: &Person) -> Result<()> {
    ada.sees(
        "one lock",
        "locks.length === 1 && locks[0].type === 'screen' && !locks[0].released",
    )
    .await?;
    ada.page().eval("keys.togglemicrophone()", &[]).await?;
    lin.sees(
        "that Ada is silent",
        "$('vis-a-vis >>> [data-person][data-microphone=off]')",
    )
    .await?;
    ada.page().eval("keys.hangup()", &[]).await?;
    lin.is_alone().await?;
    ada.sees(
        "that the system has all of it back",
        "locks[0].released && Object.values(keys).every((heard) => heard === null)",
    )
    .await
}
