//! Browser and system integration: full screen, picture in picture, wake lock, media keys and blocked autoplay.

use anyhow::Result;
use visavis_journeys::{Browser, Devices, Engine, Files, Launch, Person, Server};

use crate::clicks::choose_menu_item;

#[tokio::test]
async fn a_call_in_chromium_uses_the_platform_features() -> Result<()> {
    a_call_uses_the_platform_features(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_in_firefox_uses_the_platform_features() -> Result<()> {
    a_call_uses_the_platform_features(Engine::Firefox).await
}

async fn a_call_uses_the_platform_features(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let (ada, lin) = join_two(&server, &browser).await?;
    enters_and_leaves_full_screen(&ada).await?;
    enters_and_leaves_picture_in_picture(&ada).await?;
    holds_a_wake_lock_and_handles_media_keys(&ada, &lin).await
}

#[tokio::test]
async fn where_chromium_blocks_autoplay_one_click_plays_the_sound() -> Result<()> {
    let strict = Launch::new(Engine::Chromium).flag("--autoplay-policy=document-user-activation-required");
    one_click_plays_the_sound(strict).await
}

#[tokio::test]
async fn where_firefox_blocks_autoplay_one_click_plays_the_sound() -> Result<()> {
    let strict = Launch::new(Engine::Firefox).preference("media.autoplay.default", 1.into());
    one_click_plays_the_sound(strict).await
}

/// The page joins automatically and captures nothing, so there is no user gesture yet.
async fn one_click_plays_the_sound(strict: Launch) -> Result<()> {
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

    ada.reads("Your browser is blocking the sound of this call.")
        .await?;
    ada.goes_on_seeing().await?;
    ada.page()
        .click("vis-a-vis >>> .primary[data-action=play-sound]")
        .await?;
    ada.sees(
        "that Lin's sound plays",
        "(({ muted, paused }) => !muted && !paused)($('vis-a-vis >>> [data-person] video'))
            && !readableText().includes('blocking the sound')",
    )
    .await
}

/// Joins two people; Ada's page records its wake locks and media key handlers.
async fn join_two(server: &Server, browser: &Browser) -> Result<(Person, Person)> {
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
             navigator.mediaSession.setActionHandler = (key, handler) => { keys[key] = handler; };",
            &[],
        )
        .await?;
    ada.press_join().await?;
    let lin = Person::join(browser, &server.url(), "window", "Lin").await?;
    ada.is_in_call_with(1).await?;
    Ok((ada, lin))
}

async fn enters_and_leaves_full_screen(ada: &Person) -> Result<()> {
    choose_menu_item(ada, "full-screen").await?;
    ada.sees(
        "the call in full screen",
        "document.fullscreenElement === $('vis-a-vis')
            && $('vis-a-vis').getBoundingClientRect().height === innerHeight",
    )
    .await?;
    choose_menu_item(ada, "full-screen").await?;
    ada.sees("the page again", "document.fullscreenElement === null")
        .await
}

async fn enters_and_leaves_picture_in_picture(ada: &Person) -> Result<()> {
    choose_menu_item(ada, "pip").await?;
    ada.sees(
        "Lin in picture in picture",
        "document.pictureInPictureElement === $('vis-a-vis')",
    )
    .await?;
    choose_menu_item(ada, "pip").await?;
    ada.sees(
        "Lin in the page again",
        "document.pictureInPictureElement === null",
    )
    .await
}

async fn holds_a_wake_lock_and_handles_media_keys(ada: &Person, lin: &Person) -> Result<()> {
    ada.sees(
        "one wake lock",
        "locks.length === 1 && locks[0].type === 'screen' && !locks[0].released",
    )
    .await?;
    ada.page().eval("keys.togglemicrophone()", &[]).await?;
    lin.sees(
        "that Ada is muted",
        "$('vis-a-vis >>> [data-person][data-microphone=off]')",
    )
    .await?;
    ada.page().eval("keys.hangup()", &[]).await?;
    lin.is_alone().await?;
    ada.sees(
        "that the lock and the key handlers are released",
        "locks[0].released && Object.values(keys).every((handler) => handler === null)",
    )
    .await
}
