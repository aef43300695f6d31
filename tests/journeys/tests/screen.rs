//! Screen sharing: by one person, by both at once, seen by a latecomer, and stopped.
//!
//! Chromium has a fake screen. Headless Firefox has none, so a canvas replaces it, except in the journey that tests
//! user activation.

use anyhow::{Context, Result};
use visavis_journeys::{Browser, Engine, Person, Server, simultaneously};

/// The decoded frames per connection of all video sections but the first, which is the camera.
const SCREEN_FRAMES: &str = "(await Promise.all(open().map(async (connection) => {
    let decoded = 0;
    for (const section of videoSections(connection).slice(1)) {
        (await section.receiver.getStats()).forEach((entry) => {
            decoded += entry.type === 'inbound-rtp' ? entry.framesDecoded ?? 0 : 0;
        });
    }
    return decoded;
})))";

/// Helpers for each page: a record of `visavis-media-changed` events, and a button that shares the screen.
const HELPERS: &str = "
    window.open = () => [...window.journeyConnections].filter((connection) => connection.signalingState !== 'closed');
    window.videoSections = (connection) => connection.getTransceivers().filter((section) => section.receiver.track.kind === 'video');
    window.mediaChanges = [];
    const element = $('vis-a-vis');
    element.addEventListener('visavis-media-changed', (event) => window.mediaChanges.push(event.detail));
    const button = document.createElement('button');
    button.id = 'share';
    button.textContent = 'Share';
    button.style.cssText = 'position: fixed; top: 0; left: 0; z-index: 9';
    button.onclick = () => element.shareScreen();
    document.body.append(button);";

const CANVAS_AS_SCREEN: &str = "
    navigator.mediaDevices.getDisplayMedia = async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
        const context = canvas.getContext('2d');
        let count = 0;
        setInterval(() => { context.fillStyle = `hsl(${count++ * 7} 90% 50%)`; context.fillRect(0, 0, 320, 200); }, 50);
        const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
        return new MediaStream([...canvas.captureStream(20).getTracks(), ...sound]);
    };";

#[tokio::test]
async fn a_screen_shared_in_chromium_is_seen_until_it_stops() -> Result<()> {
    a_shared_screen_is_seen_until_it_stops(Engine::Chromium).await
}

#[tokio::test]
async fn a_screen_shared_in_firefox_is_seen_until_it_stops() -> Result<()> {
    a_shared_screen_is_seen_until_it_stops(Engine::Firefox).await
}

#[tokio::test]
async fn both_share_a_screen_simultaneously_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_share_simultaneously(&browser, &browser).await
}

#[tokio::test]
async fn both_share_a_screen_simultaneously_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_share_simultaneously(&browser, &browser).await
}

#[tokio::test]
async fn both_share_a_screen_simultaneously_in_two_browsers() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    both_share_simultaneously(&chromium, &firefox).await
}

#[tokio::test]
async fn a_latecomer_in_chromium_sees_the_screen() -> Result<()> {
    a_latecomer_sees_the_screen(Engine::Chromium).await
}

#[tokio::test]
async fn a_latecomer_in_firefox_sees_the_screen() -> Result<()> {
    a_latecomer_sees_the_screen(Engine::Firefox).await
}

/// Headless Firefox has no screen to share, but fails with that error only after a user gesture. Chromium shares its
/// fake screen without a gesture.
#[tokio::test]
async fn firefox_shares_a_screen_only_after_a_user_gesture() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Firefox).await?;
    let ada = Person::join(&browser, &server.url(), "press", "Ada").await?;
    ada.page().eval(HELPERS, &[]).await?;
    ada.sees(
        "that user activation has expired",
        "!navigator.userActivation.isActive && ($('vis-a-vis').shareScreen(), true)",
    )
    .await?;
    ada.sees(
        "that a gesture is required",
        "mediaChanges.some((change) => change.code === 'ScreenUnasked')",
    )
    .await?;

    ada.page().click("#share").await?;
    ada.sees(
        "that her click counts as a gesture",
        "mediaChanges.some((change) => change.source === 'screen' && change.code === 'ScreenFailed')",
    )
    .await
}

#[tokio::test]
async fn cancelling_the_screen_picker_is_not_an_error() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::join(&browser, &server.url(), "no-screen", "Ada").await?;
    ada.page().eval(HELPERS, &[]).await?;
    let cancel = "navigator.mediaDevices.getDisplayMedia =
        () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));";
    ada.page().eval(cancel, &[]).await?;

    ada.page().click("#share").await?;

    ada.sees("that sharing is off again", &own_screen("off")).await?;
    ada.sees("no error code", "mediaChanges.every((change) => !change.code)")
        .await
}

async fn a_shared_screen_is_seen_until_it_stops(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, [&browser, &browser], "screen").await?;

    share(&ada).await?;
    sees_screens(&lin, 1).await?;
    let sections = sections(&ada).await?;
    let log = ada.log().await?;
    assert_eq!(
        ada.offers().await?,
        1,
        "one exchange for video and audio: {log:?}"
    );

    // What the browser's own Stop button does.
    let stop =
        "const { track } = videoSections(open()[0])[1].sender; track.stop(); fireTrackEvent(track, 'ended');";
    ada.page().eval(stop, &[]).await?;
    ada.sees("that sharing is off", &own_screen("off")).await?;
    ada.sees(
        "that nothing is sent",
        "videoSections(open()[0])[1].sender.track === null",
    )
    .await?;

    // Sharing again reuses the existing sections.
    let before = screen_frames(&lin).await?;
    share(&ada).await?;
    lin.sees("the screen again", &format!("{SCREEN_FRAMES}[0] > {before} + 5"))
        .await?;
    assert_eq!(ada.offers().await?, 1, "no negotiation");
    assert_eq!(self::sections(&ada).await?, sections);

    ada.page()
        .eval("window.shared = videoSections(open()[0])[1].sender.track", &[])
        .await?;
    ada.hang_up().await?;
    ada.sees("that leaving stops the track", "shared.readyState === 'ended'")
        .await
}

async fn both_share_simultaneously(first: &Browser, second: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let [ada, lin] = two_in_a_call(&server, [first, second], "both").await?;
    for person in [&ada, &lin] {
        // The canvas starts at once, so that both need their sections at the same moment.
        person.page().eval(CANVAS_AS_SCREEN, &[]).await?;
    }

    let share = "$('vis-a-vis').shareScreen()";
    simultaneously([(&ada, share), (&lin, share)]).await?;

    sees_screens(&ada, 1).await?;
    sees_screens(&lin, 1).await?;
    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    // The newcomer's offer, one of each person, and at most a repetition by the loser of the collision.
    let logs = (ada.log().await?, lin.log().await?);
    assert!(
        ada.offers().await? + lin.offers().await? <= 4,
        "too many offers: {logs:?}"
    );
    Ok(())
}

async fn a_latecomer_sees_the_screen(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let [ada, lin] = two_in_a_call(&server, [&browser, &browser], "later").await?;
    share(&ada).await?;
    sees_screens(&lin, 1).await?;

    let kim = Person::join(&browser, &server.url(), "later", "Kim").await?;
    kim.page().eval(HELPERS, &[]).await?;

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
        person.page().eval(HELPERS, &[]).await?;
        if browser.engine() == Engine::Firefox {
            person.page().eval(CANVAS_AS_SCREEN, &[]).await?;
        }
        person.is_in_call_with(1).await?;
    }
    Ok([ada, lin])
}

async fn share(person: &Person) -> Result<()> {
    person.page().click("#share").await?;
    person.sees("that the screen is shared", &own_screen("on")).await
}

/// An expression for whether the last reported state of the person's own screen is `state`.
fn own_screen(state: &str) -> String {
    format!("mediaChanges.filter((change) => change.source === 'screen').at(-1)?.state === '{state}'")
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
    /// Returns the number of offers that this person has sent.
    async fn offers(&self) -> Result<u64> {
        self.log_is_drawn().await?;
        let sent = "return $$('vis-a-vis >>> [data-type=OFFER][data-direction=sent]').length";
        self.page().eval(sent, &[]).await?.as_u64().context("no log")
    }
}
