//! Screenshots of every screen, each checked with axe-core. The screenshots are for review by people; nothing is
//! asserted on them.

use anyhow::Result;
use visavis_journeys::{Browser, Devices, Engine, Launch, Permission, Person, Server};

use crate::clicks::{choose_menu_item, open_panel, send_chat};
use crate::fixture::{Fixture, ROOM};

#[tokio::test]
async fn a_call_from_the_lobby_to_its_end() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::open(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    fixture.capture(&ada, "lobby").await?;
    ada.press_join().await?;
    fixture.capture(&ada, "alone").await?;
    let lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    fixture.capture(&ada, "two").await?;
    ada.sees("that Lin speaks", "$('vis-a-vis >>> .person[data-speaking]')")
        .await?;
    fixture.capture(&ada, "pair-speaking").await?;
    send_chat(&ada, "Good morning! The plan is at https://example.org/plan").await?;
    send_chat(
        &lin,
        "Thank you, I am reading it. Not https://example.org@attacker.example/",
    )
    .await?;
    ada.reads("I am reading it").await?;
    for panel in ["chat", "people", "devices", "quality", "log", "help"] {
        open_panel(&ada, panel).await?;
        fixture.capture(&ada, panel).await?;
    }
    open_panel(&ada, "log").await?;
    ada.page().click("vis-a-vis >>> .setup summary").await?;
    fixture.capture(&ada, "setup").await?;
    ada.press("close-panel").await?;
    ada.press("more").await?;
    fixture.capture(&ada, "menu").await?;
    for submenu in ["menu-view", "menu-help"] {
        ada.press(submenu).await?;
        fixture.capture(&ada, submenu).await?;
        ada.page()
            .click(&format!(
                "vis-a-vis >>> [data-menu={submenu}] [data-action=menu-back]"
            ))
            .await?;
    }
    ada.press("more").await?;
    choose_menu_item(&lin, "record").await?;
    ada.reads("Lin Chen has been recording this call since").await?;
    fixture.capture(&ada, "recorded").await?;
    lin.reads("You're recording to a file on this device.").await?;
    fixture.capture(&lin, "recording").await?;
    choose_menu_item(&lin, "record").await?;
    lin.reads("Your recording is ready.").await?;
    fixture.capture(&lin, "recording-ready").await?;
    choose_menu_item(&ada, "sound-only").await?;
    ada.sees(
        "the cameras off",
        "$('vis-a-vis >>> [data-person][data-camera=off]')",
    )
    .await?;
    fixture.capture(&ada, "sound-only").await?;
    lin.sees(
        "that no picture reaches Ada",
        "$('vis-a-vis >>> .person .audio-only').offsetWidth > 0",
    )
    .await?;
    fixture.capture(&lin, "sound-only-other").await?;
    ada.hang_up().await?;
    lin.reads("Everyone else has left.").await?;
    fixture.capture(&lin, "everyone-left").await?;
    fixture.capture(&ada, "after").await
}

#[tokio::test]
async fn more_people_and_a_shared_screen() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    let lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    let share = "vis-a-vis >>> .bar [data-action=share]";
    lin.page().click(share).await?;
    ada.sees("the screen", "$('vis-a-vis >>> .shared video')?.videoWidth > 0")
        .await?;
    fixture.capture(&ada, "shared-screen").await?;
    lin.page().click(share).await?;
    let crowd = fixture.launch_crowd().await?;
    let _kim = fixture.join_from(&crowd, "Kim").await?;
    ada.is_in_call_with(2).await?;
    fixture.capture(&ada, "three").await?;
    let _omar = fixture.join_from(&crowd, "Omar Haddad").await?;
    ada.is_in_call_with(3).await?;
    fixture.capture(&ada, "four").await
}

/// Two of the six have their camera off: one machine cannot encode six videos.
#[tokio::test]
async fn six_people() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    let crowd = fixture.launch_crowd().await?;
    let mut others = Vec::new();
    for name in ["Mia", "Noor", "Kim", "Omar Haddad", "Lin Chen"] {
        if others.len() == 4 {
            fixture.capture(&ada, "five").await?;
        }
        let other = fixture.join_from(&crowd, name).await?;
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
    fixture.capture(&ada, "six").await?;
    choose_menu_item(&ada, "layout").await?;
    fixture.capture(&ada, "six-speaker").await
}

#[tokio::test]
async fn a_call_without_devices_and_without_a_path() -> Result<()> {
    let fixture = Fixture::new().await?;
    let denied = Launch::new(Engine::Chromium)
        .devices(Devices::Denied)
        .start()
        .await?;
    let ada = Person::join(&denied, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    ada.reads("Your browser is blocking the camera and microphone")
        .await?;
    fixture.capture(&ada, "devices-denied").await?;
    ada.close().await?;

    // Relay-only, without a relay.
    let ada = Person::open(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    ada.page()
        .eval("$('vis-a-vis').setAttribute('relay-only', '')", &[])
        .await?;
    ada.press_join().await?;
    let _lin = fixture.join_other("Lin Chen").await?;
    ada.sees(
        "the problem",
        "$('vis-a-vis >>> [data-person] .problem .sentence')?.textContent",
    )
    .await?;
    fixture.capture(&ada, "no-path").await
}

#[tokio::test]
async fn a_right_to_left_call() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::open(&fixture.own, &fixture.server.url(), ROOM, "سارة").await?;
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
    ada.reads("لا أحد غيرك هنا بعد").await?;
    fixture.capture(&ada, "arabic-lobby").await?;
    ada.press_join().await?;
    let _lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    open_panel(&ada, "people").await?;
    fixture.capture(&ada, "arabic-people").await
}

#[tokio::test]
async fn the_lobby_in_every_other_language() -> Result<()> {
    let fixture = Fixture::new().await?;
    for (language, join) in [
        ("de", "Teilnehmen"),
        ("fr", "Participer"),
        ("es", "Unirse"),
        ("ja", "参加する"),
    ] {
        let ada = Person::open(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
        ada.page()
            .eval(
                &format!(
                    "$('vis-a-vis').lang = '{language}'; $('vis-a-vis').setAttribute('room', 'review-2')"
                ),
                &[],
            )
            .await?;
        ada.reads(join).await?;
        fixture.capture(&ada, &format!("lobby-{language}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_ring_room() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ring = format!("{}?ring", fixture.server.url());
    let ada = Person::join(&fixture.own, &ring, "ring-review", "Ada Lovelace").await?;
    let lin = Person::join(&fixture.others, &ring, "ring-review", "Lin Chen").await?;
    ada.reads("Lin Chen").await?;
    fixture.capture(&ada, "ring-list").await?;
    lin.press("call").await?;
    ada.reads("Lin Chen is calling you").await?;
    fixture.capture(&ada, "ring-incoming").await?;
    fixture.capture(&lin, "ring-outgoing").await?;
    ada.press("decline").await?;
    lin.reads("Ada Lovelace declined").await?;
    fixture.capture(&lin, "ring-declined").await?;
    lin.press("call").await?;
    ada.reads("Lin Chen is calling you").await?;
    ada.press("accept").await?;
    ada.is_in_call_with(1).await?;
    fixture.capture(&ada, "ring-call").await?;
    ada.press("more").await?;
    fixture.capture(&ada, "ring-menu").await?;
    ada.press("more").await?;
    ada.page()
        .click("vis-a-vis >>> .bar [data-action=end-call]")
        .await?;
    ada.reads("Call ended").await?;
    fixture.capture(&ada, "ring-over").await
}

#[tokio::test]
async fn a_call_with_a_long_name_and_a_paused_video() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    let long = fixture.join_other(&"W".repeat(64)).await?;
    ada.is_in_call_with(1).await?;
    send_chat(&long, "Good morning! The plan is at https://example.org/plan").await?;
    long.press("close-panel").await?;
    long.press("camera").await?;
    long.press("microphone").await?;
    choose_menu_item(&long, "hand").await?;
    choose_menu_item(&long, "record").await?;
    ada.reads("has been recording this call since").await?;
    // Every mark at once; without a token, the server vouches for nobody.
    let vouch = "for (const name of $$('vis-a-vis >>> :is(.tile, .row, .said)')) name.dataset.vouched = ''";
    ada.sees(
        "the camera off",
        "$('vis-a-vis >>> [data-person][data-camera=off]')",
    )
    .await?;
    for panel in ["people", "chat", "quality"] {
        open_panel(&ada, panel).await?;
        ada.page().eval(vouch, &[]).await?;
        fixture.capture(&ada, &format!("long-{panel}")).await?;
    }
    choose_menu_item(&long, "record").await?;
    ada.press("close-panel").await?;
    long.press("camera").await?;
    ada.goes_on_seeing().await?;
    ada.page()
        .eval(
            "const video = $('vis-a-vis >>> [data-person] video'); video.onplay = () => video.pause(); video.pause()",
            &[],
        )
        .await?;
    ada.sees("the button", "$('vis-a-vis >>> [data-person][data-paused]')")
        .await?;
    fixture.capture(&ada, "paused").await
}

#[tokio::test]
async fn a_call_of_three_with_names_of_many_kinds() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, &"W".repeat(64)).await?;
    let crowd = fixture.launch_crowd().await?;
    let families = knock(&crowd, &fixture, &"👨‍👩‍👧‍👦".repeat(9)).await?;
    let mixed = knock(&crowd, &fixture, "محمد Ali عبد الرحمن שרה לוי").await?;
    ada.is_in_call_with(2).await?;
    send_chat(&families, "Hello from all of us").await?;
    send_chat(&mixed, "مرحبا! See you at 10:30").await?;
    for person in [&families, &mixed] {
        person.press("close-panel").await?;
        person.press("camera").await?;
    }
    ada.sees(
        "both cameras off",
        "$$('vis-a-vis >>> [data-person][data-camera=off]').length === 2",
    )
    .await?;
    fixture.capture(&ada, "names").await?;
    open_panel(&ada, "chat").await?;
    fixture.capture(&ada, "names-chat").await?;
    open_panel(&ada, "people").await?;
    ada.press("lock").await?;
    ada.reads("Unlock the call").await?;
    fixture.capture(&ada, "names-people").await?;
    ada.press("close-panel").await?;
    let _flags = knock(&fixture.others, &fixture, &"🇩🇪".repeat(32)).await?;
    let _nameless = knock(&fixture.others, &fixture, " ").await?;
    ada.sees("two who knock", "$$('vis-a-vis >>> .knock').length === 2")
        .await?;
    fixture.capture(&ada, "names-knock").await
}

/// Joins, or asks to, with a name that a driver may not be able to type.
async fn knock(browser: &Browser, fixture: &Fixture, name: &str) -> Result<Person> {
    let person = Person::open(browser, &fixture.server.url(), ROOM, name).await?;
    let write = "const field = $('vis-a-vis >>> input[name=name]');
        field.value = args[0];
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    person.page().eval(write, &[name.into()]).await?;
    person.press("join").await?;
    person
        .sees("no lobby", "!$('vis-a-vis >>> [data-screen=lobby]')")
        .await?;
    Ok(person)
}

#[tokio::test]
async fn a_call_with_a_title_and_a_pinned_person() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::open(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    ada.page()
        .eval(
            "const logo = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 28'><rect width='28' height='28' rx='6'
               fill='rebeccapurple'/><text x='36' y='20' font-family='sans-serif' font-size='16' fill='gray'>Example</text></svg>`;
             Object.assign($('vis-a-vis'), { heading: 'Example School', logo: `data:image/svg+xml,${encodeURIComponent(logo)}` })",
            &[],
        )
        .await?;
    ada.sees("the logo", "$('vis-a-vis >>> .logo').naturalWidth > 0")
        .await?;
    fixture.capture(&ada, "title-lobby").await?;
    ada.press_join().await?;
    let _lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    fixture.capture(&ada, "title-two").await?;
    let crowd = fixture.launch_crowd().await?;
    let _kim = fixture.join_from(&crowd, "Kim").await?;
    ada.is_in_call_with(2).await?;
    ada.page()
        .eval(
            "const [id] = $('vis-a-vis').people.keys(); $('vis-a-vis').pin(id)",
            &[],
        )
        .await?;
    ada.sees(
        "the pin",
        "$('vis-a-vis >>> [data-main] .pin[aria-pressed=true]')",
    )
    .await?;
    fixture.capture(&ada, "pinned").await
}

#[tokio::test]
async fn a_locked_call_as_seen_by_host_and_guest() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    let _lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    open_panel(&ada, "people").await?;
    ada.press("lock").await?;
    ada.reads("Unlock the call").await?;
    ada.press("mute-here").await?;
    fixture.capture(&ada, "people-locked").await?;
    ada.press("person-menu").await?;
    fixture.capture(&ada, "people-menu").await?;
    ada.press("remove").await?;
    fixture.capture(&ada, "people-removal").await?;
    ada.press("close-inset").await?;
    ada.press("rename").await?;
    fixture.capture(&ada, "people-name").await?;
    ada.press("close-inset").await?;
    ada.press("close-panel").await?;
    let kim = Person::open(&fixture.others, &fixture.server.url(), ROOM, "Kim").await?;
    kim.sees("the lock", "$('vis-a-vis >>> .trouble')").await?;
    fixture.capture(&kim, "lobby-locked").await?;
    kim.press_join().await?;
    ada.reads("Kim is asking to join.").await?;
    fixture.capture(&ada, "knock").await?;
    fixture.capture(&kim, "waiting").await?;
    ada.press("refuse").await?;
    kim.reads("Ask again").await?;
    fixture.capture(&kim, "not-let-in").await?;
    ada.page().eval(STRANGERS, &[ROOM.into()]).await?;
    let omar = Person::join(&fixture.others, &fixture.server.url(), ROOM, "Omar").await?;
    omar.reads("Many people are asking to join.").await?;
    fixture.capture(&omar, "crowded").await
}

/// As many people as may wait from one address.
const STRANGERS: &str = "
    window.strangers = Array.from({ length: 16 }, () => new WebSocket(new URL('signal', location.href).href.replace('http', 'ws')));
    await Promise.all(strangers.map((socket, index) => new Promise((waits) => {
        const secret = crypto.randomUUID().replaceAll('-', '');
        const hello = { type: 'hello', v: 1, secret, room: args[0], name: `Stranger ${index}` };
        socket.onopen = () => socket.send(JSON.stringify(hello));
        socket.onmessage = ({ data }) => JSON.parse(data).type === 'waiting' && waits();
    })));";

#[tokio::test]
async fn a_lobby_with_all_that_is_in_the_way() -> Result<()> {
    let fixture = Fixture::new().await?;
    let denied = Launch::new(Engine::Chromium)
        .devices(Devices::Denied)
        .start()
        .await?;
    let server = Server::start_with(&["--room-size", "1"]).await?;
    let ada = Person::join(&fixture.own, &server.url(), ROOM, "Ada Lovelace").await?;
    let kim = Person::open(&denied, &server.url(), ROOM, "Kim").await?;
    let is_told = |code: &str| {
        format!("$$('vis-a-vis >>> .trouble code').some((told) => told.textContent === '{code}')")
    };
    kim.sees("a full call", &is_told("RoomFull")).await?;
    fixture.capture(&kim, "lobby-full").await?;
    kim.press("camera").await?;
    kim.sees("a denied camera", &is_told("CameraDenied")).await?;
    fixture.capture(&kim, "lobby-full-denied").await?;
    ada.hang_up().await?;
    kim.sees("a place", &format!("!{}", is_told("RoomFull"))).await?;
    fixture.capture(&kim, "lobby-denied").await?;
    server.kill();
    kim.sees("no server", &is_told("ServerUnreachable")).await?;
    fixture.capture(&kim, "lobby-server-down").await?;
    kim.close().await?;

    let missing = Launch::new(Engine::Chromium)
        .devices(Devices::Missing)
        .start()
        .await?;
    let kim = Person::open(&missing, &fixture.server.url(), ROOM, "Kim").await?;
    kim.press("camera").await?;
    kim.sees("no camera", &is_told("CameraMissing")).await?;
    fixture.capture(&kim, "lobby-missing").await
}

#[tokio::test]
async fn a_refused_token() -> Result<()> {
    let (fixture, mut permission) = (Fixture::new().await?, Permission::new()?);
    let token = permission.token(ROOM, false);
    permission.replace_secret()?;
    let server = Server::start_with(&permission.flags()).await?;
    let room = format!("{ROOM}?token={token}");
    let ada = Person::open(&fixture.own, &server.url(), &room, "Ada Lovelace").await?;
    ada.reads("This invitation isn't valid here.").await?;
    fixture.capture(&ada, "token-refused").await
}

#[tokio::test]
async fn a_call_with_an_unreachable_server() -> Result<()> {
    let fixture = Fixture::new().await?;
    let ada = Person::join(&fixture.own, &fixture.server.url(), ROOM, "Ada Lovelace").await?;
    let _lin = fixture.join_other("Lin Chen").await?;
    ada.is_in_call_with(1).await?;
    fixture.server.kill();
    ada.reads("Reconnecting to the server").await?;
    fixture.capture(&ada, "reconnecting").await
}
