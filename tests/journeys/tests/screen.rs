//! Sharing a screen: one, both at once, somebody who comes later, and the end of it.
//!
//! Chromium makes a screen up. Firefox has none without a display, so there a canvas takes its place, but for the one
//! journey that asks for nothing else than whether a press counts.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Engine, Person, Server, at_once};

/// The frames decoded of all pictures but the first on each connection, which is a face.
const SCREEN_FRAMES: &str = "(await Promise.all(open().map(async (connection) => {
    let decoded = 0;
    for (const section of pictures(connection).slice(1)) {
        (await section.receiver.getStats()).forEach((entry) => {
            decoded += entry.type === 'inbound-rtp' ? entry.framesDecoded ?? 0 : 0;
        });
    }
    return decoded;
})))";

/// What the page of everyone gets: a button that shares, a list of what was told, and a canvas for Firefox.
const EQUIP: &str = "
    window.open = () => [...window.journeyConnections].filter((one) => one.signalingState !== 'closed');
    window.pictures = (one) => one.getTransceivers().filter((section) => section.receiver.track.kind === 'video');
    window.told = [];
    const element = $('vis-a-vis');
    element.addEventListener('visavis-media-changed', (event) => window.told.push(event.detail));
    const button = document.createElement('button');
    button.id = 'share';
    button.textContent = 'Share';
    button.style.cssText = 'position: fixed; top: 0; left: 0; z-index: 9';
    button.onclick = () => element.shareScreen();
    document.body.append(button);";

const CANVAS_FOR_A_SCREEN: &str = "
    navigator.mediaDevices.getDisplayMedia = async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
        const context = canvas.getContext('2d');
        let count = 0;
        setInterval(() => { context.fillStyle = `hsl(${count++ * 7} 90% 50%)`; context.fillRect(0, 0, 320, 200); }, 50);
        const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
        return new MediaStream([...canvas.captureStream(20).getTracks(), ...sound]);
    };";

#[tokio::test]
async fn a_screen_of_chromium_is_seen_until_it_ends() -> Result<()> {
    a_screen_is_seen_until_it_ends(Engine::Chromium).await
}

#[tokio::test]
async fn a_screen_of_firefox_is_seen_until_it_ends() -> Result<()> {
    a_screen_is_seen_until_it_ends(Engine::Firefox).await
}

#[tokio::test]
async fn both_share_a_screen_at_once_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_share_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_share_a_screen_at_once_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_share_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_share_a_screen_at_once_in_two_browsers() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    both_share_at_once(&chromium, &firefox).await
}

#[tokio::test]
async fn who_comes_later_to_chromium_sees_the_screen() -> Result<()> {
    who_comes_later_sees_the_screen(Engine::Chromium).await
}

#[tokio::test]
async fn who_comes_later_to_firefox_sees_the_screen() -> Result<()> {
    who_comes_later_sees_the_screen(Engine::Firefox).await
}

/// Firefox has no screen to share here, but says so only to those whose press it has seen. Chromium gives its made-up
/// screen without a press.
#[tokio::test]
async fn firefox_asks_for_a_screen_only_after_a_press() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Firefox).await?;
    let ada = Person::join(&browser, &server.url(), "press", "Ada").await?;
    ada.page().eval(EQUIP, &[]).await?;
    ada.sees(
        "that her last press is long ago",
        "!navigator.userActivation.isActive && ($('vis-a-vis').shareScreen(), true)",
    )
    .await?;
    ada.sees(
        "that she has to press",
        "told.some((one) => one.code === 'ScreenUnasked')",
    )
    .await?;

    ada.page().click("#share").await?;
    ada.sees(
        "that her press counts",
        "told.some((one) => one.source === 'screen' && one.code === 'ScreenFailed')",
    )
    .await
}

#[tokio::test]
async fn who_chooses_no_screen_hears_no_complaint() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::join(&browser, &server.url(), "no-screen", "Ada").await?;
    ada.page().eval(EQUIP, &[]).await?;
    let says_no = "navigator.mediaDevices.getDisplayMedia =
        () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));";
    ada.page().eval(says_no, &[]).await?;

    ada.page().click("#share").await?;

    ada.sees("that it is off again", &own_screen("off")).await?;
    ada.sees("no complaint", "told.every((one) => !one.code)").await
}

async fn a_screen_is_seen_until_it_ends(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, [&browser, &browser], "screen").await?;

    share(&ada).await?;
    sees_screens(&lin, 1).await?;
    let sections = sections(&ada).await?;
    let said = ada.log().await?;
    assert_eq!(
        ada.offers().await?,
        1,
        "one exchange for picture and sound: {said:?}"
    );

    // The browser's own button.
    let stop = "const { track } = pictures(open()[0])[1].sender; track.stop(); happen(track, 'ended');";
    ada.page().eval(stop, &[]).await?;
    ada.sees("that it is off", &own_screen("off")).await?;
    ada.sees(
        "that nothing is sent",
        "pictures(open()[0])[1].sender.track === null",
    )
    .await?;

    // Again, in the sections that are there.
    let before = screen_frames(&lin).await?;
    share(&ada).await?;
    lin.sees("the screen again", &format!("{SCREEN_FRAMES}[0] > {before} + 5"))
        .await?;
    assert_eq!(ada.offers().await?, 1, "nothing to negotiate");
    assert_eq!(self::sections(&ada).await?, sections);

    ada.page()
        .eval("window.shared = pictures(open()[0])[1].sender.track", &[])
        .await?;
    ada.hang_up().await?;
    ada.sees("that leaving ends it", "shared.readyState === 'ended'")
        .await
}

async fn both_share_at_once(one: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let [ada, lin] = two_in_a_call(&server, [one, other], "both").await?;
    for person in [&ada, &lin] {
        // So that both need their sections in the same moment.
        person.page().eval(CANVAS_FOR_A_SCREEN, &[]).await?;
    }

    let share = "$('vis-a-vis').shareScreen()";
    at_once([(&ada, share), (&lin, share)]).await?;

    sees_screens(&ada, 1).await?;
    sees_screens(&lin, 1).await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    // The newcomer's, one of each, and at most that of the loser again.
    let said = (ada.log().await?, lin.log().await?);
    assert!(
        ada.offers().await? + lin.offers().await? <= 4,
        "no end of it: {said:?}"
    );
    Ok(())
}

async fn who_comes_later_sees_the_screen(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, [&browser, &browser], "later").await?;
    share(&ada).await?;
    sees_screens(&lin, 1).await?;

    let kim = Person::join(&browser, &server.url(), "later", "Kim").await?;
    kim.page().eval(EQUIP, &[]).await?;

    kim.is_in_call_with(2).await?;
    sees_screens(&kim, 1).await?;
    sees_screens(&lin, 1).await
}

async fn two_in_a_call(server: &Server, browsers: [&Browser; 2], room: &str) -> Result<[Person; 2]> {
    let ada = Person::join(browsers[0], &server.url(), room, "Ada").await?;
    ada.sees(
        "the server's welcome",
        "$('vis-a-vis >>> [data-signalling=connected]')",
    )
    .await?;
    let lin = Person::join(browsers[1], &server.url(), room, "Lin").await?;
    for (person, browser) in [(&ada, browsers[0]), (&lin, browsers[1])] {
        person.page().eval(EQUIP, &[]).await?;
        if browser.engine() == Engine::Firefox {
            person.page().eval(CANVAS_FOR_A_SCREEN, &[]).await?;
        }
        person.is_in_call_with(1).await?;
    }
    Ok([ada, lin])
}

async fn share(person: &Person) -> Result<()> {
    person.page().click("#share").await?;
    person.sees("that the screen is shared", &own_screen("on")).await
}

/// Whether that was the last thing told of the person's own screen.
fn own_screen(state: &str) -> String {
    format!("told.filter((one) => one.source === 'screen').at(-1)?.state === '{state}'")
}

async fn sees_screens(person: &Person, count: usize) -> Result<()> {
    let seen = format!("{SCREEN_FRAMES}.filter((frames) => frames > 5).length === {count}");
    person.sees(&format!("{count} screens"), &seen).await
}

async fn screen_frames(person: &Person) -> Result<u64> {
    let frames = person
        .page()
        .eval(&format!("return {SCREEN_FRAMES}[0]"), &[])
        .await?;
    frames.as_u64().context("no number of frames")
}

async fn sections(person: &Person) -> Result<u64> {
    let count = person
        .page()
        .eval("return open()[0].getTransceivers().length", &[])
        .await?;
    count.as_u64().context("no number of sections")
}

trait Offers {
    async fn offers(&self) -> Result<u64>;
}

impl Offers for Person {
    /// How many this person has sent.
    async fn offers(&self) -> Result<u64> {
        let sent = "return $$('vis-a-vis >>> [data-type=OFFER][data-direction=sent]').length";
        self.page().eval(sent, &[]).await?.as_u64().context("no log")
    }
}
