//! The host's powers: lock, admit, refuse, remove and tokens, seen by the host and by others.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Permission, Person, Server};

#[tokio::test]
async fn a_host_in_chromium_admits_firefox_to_a_locked_call() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    the_host_admits_a_person(&chromium, &firefox).await
}

#[tokio::test]
async fn a_host_in_firefox_admits_chromium_to_a_locked_call() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    the_host_admits_a_person(&firefox, &chromium).await
}

#[tokio::test]
async fn refused_and_removed_people_see_the_reason() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::join(&browser, &server.url(), ROOM, "Ada").await?;
    let lin = Person::join(&browser, &server.url(), ROOM, "Lin").await?;
    ada.is_in_call_with(1).await?;
    lock(&ada).await?;

    let kim = Person::join(&browser, &server.url(), ROOM, "Kim").await?;
    ada.reads("Kim is asking to join.").await?;
    ada.press("refuse").await?;
    kim.reads("Your request to join was declined.").await?;
    ada.sees("no further knock", "!$('vis-a-vis >>> .knock')").await?;

    ada.press("person-menu").await?;
    ada.press("remove").await?;
    ada.reads("Remove Lin from the call?").await?;
    ada.page().type_keys(ESCAPE).await?;
    ada.sees("no question", "!$('vis-a-vis >>> .inset')").await?;
    lin.is_in_call_with(1).await?;
    ada.press("person-menu").await?;
    ada.press("remove").await?;
    ada.press("remove-now").await?;
    lin.reads("You were removed from the call.").await?;
    lin.sees("that her camera is off", "(await connections()).length === 0")
        .await?;
    ada.is_alone().await?;

    lin.press("try-again").await?;
    lin.reads("You were removed from the call.").await?;
    ada.is_alone().await
}

#[tokio::test]
async fn a_token_opens_the_room_and_makes_its_owner_host() -> Result<()> {
    let permission = Permission::new()?;
    let server = Server::start_with(&permission.flags()).await?;
    let with_token = |host| format!("{ROOM}?token={}", permission.token(ROOM, host));
    let (chromium, firefox) = Browser::launch_both().await?;

    let stranger = Person::join(&firefox, &server.url(), ROOM, "Eve").await?;
    stranger
        .reads("You need an invitation to this room. Ask whoever sent you the link.")
        .await?;
    let ada = Person::join(&chromium, &server.url(), &with_token(false), "Ada").await?;
    ada.is_alone().await?;
    let teacher = Person::open(&firefox, &server.url(), &with_token(true), "Tea").await?;
    teacher.reads("Ada is in the call.").await?;
    teacher.press_join().await?;
    ada.is_in_call_with(1).await?;
    lock(&teacher).await?;

    // The link to copy must not contain the person's own token.
    let link = "return $('vis-a-vis').getAttribute('link')";
    assert_eq!(
        teacher.page().eval(link, &[]).await?,
        format!("{}#{ROOM}", server.url())
    );
    Ok(())
}

async fn the_host_admits_a_person(host: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = Person::join(host, &server.url(), ROOM, "Ada").await?;
    let early = Person::open(other, &server.url(), ROOM, "Lin").await?;
    early.reads("Ada is in the call.").await?;
    early.close().await?;
    lock(&ada).await?;

    let lin = Person::open(other, &server.url(), ROOM, "Lin").await?;
    lin.reads("This call is locked. In the call: 1. You can ask to join.")
        .await?;
    lin.press_join().await?;
    lin.reads("Waiting for Ada to let you in…").await?;
    ada.reads("Lin is asking to join.").await?;
    ada.is_alone().await?;

    ada.press("admit").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    assert_eq!(lin.log().await?, ["sent OFFER", "received ANSWER", "sent OK"]);

    // The person who stays becomes the host of the still locked call.
    ada.hang_up().await?;
    lin.reads("You're the host now.").await?;
    lin.page()
        .click("vis-a-vis >>> .bar [data-action=people]")
        .await?;
    lin.press("lock").await?;
    lin.reads("Call unlocked. New people can join right away.").await
}

const ROOM: &str = "hosted";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn a_question_about_a_person_who_leaves_is_withdrawn() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let ada = Person::join(&browser, &server.url(), ROOM, "Ada").await?;
    let lin = Person::join(&browser, &server.url(), ROOM, "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.page()
        .click("vis-a-vis >>> .bar [data-action=people]")
        .await?;
    ada.press("person-menu").await?;
    ada.press("remove").await?;
    ada.reads("Remove Lin from the call?").await?;

    lin.hang_up().await?;

    ada.sees("no question", "!$('vis-a-vis >>> .inset')").await?;
    ada.sees(
        "the focus in the list",
        "$('vis-a-vis').shadowRoot.activeElement?.matches('.panel')",
    )
    .await
}

#[tokio::test]
async fn a_name_changed_in_chromium_is_seen_in_firefox() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    a_changed_name_is_seen_by_the_other(&chromium, &firefox).await
}

#[tokio::test]
async fn a_name_changed_in_firefox_is_seen_in_chromium() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    a_changed_name_is_seen_by_the_other(&firefox, &chromium).await
}

async fn a_changed_name_is_seen_by_the_other(own: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = Person::join(own, &server.url(), ROOM, "Ada").await?;
    let lin = Person::join(other, &server.url(), ROOM, "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.sees("Ada", "$('vis-a-vis >>> [data-person][aria-label=Ada]')")
        .await?;
    ada.page()
        .eval(
            "window.pressed = 0; addEventListener('keydown', () => { window.pressed += 1; })",
            &[],
        )
        .await?;

    ada.page()
        .click("vis-a-vis >>> .bar [data-action=people]")
        .await?;
    ada.reads("Ada (you)").await?;
    ada.press("rename").await?;
    // What was there is selected.
    ada.page().type_keys("Mrs M").await?;
    ada.page().type_keys(ENTER).await?;

    ada.reads("Mrs M (you)").await?;
    lin.sees(
        "the new name",
        "$('vis-a-vis >>> [data-person][aria-label=\"Mrs M\"]')",
    )
    .await?;
    assert_eq!(ada.page().eval("return window.pressed", &[]).await?, 0);
    // The next call begins with it.
    ada.hang_up().await?;
    ada.press("rejoin").await?;
    lin.sees(
        "the new name again",
        "$('vis-a-vis >>> [data-person][data-link=connected][aria-label=\"Mrs M\"]')",
    )
    .await?;
    let kept = ada
        .page()
        .eval("return localStorage.getItem('visavis.name')", &[])
        .await?;
    assert_eq!(kept, "Mrs M");
    Ok(())
}

async fn lock(person: &Person) -> Result<()> {
    person
        .page()
        .click("vis-a-vis >>> .bar [data-action=people]")
        .await?;
    person.press("lock").await?;
    person.reads("Call locked. New people must ask to join.").await
}
