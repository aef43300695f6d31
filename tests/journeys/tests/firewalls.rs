//! People who reach each other through a TURN server alone, or do not and are told why.

use anyhow::Result;
use visavis_journeys::{Browser, Coturn, Engine, Launch, Person, Server};

const SECRET: &str = "north";
const WRONG_SECRET: &str = "south";

#[tokio::test]
async fn with_the_right_secret_a_call_in_chromium_goes_through_the_relay() -> Result<()> {
    a_call_goes_through_the_relay(Launch::new(Engine::Chromium), Coturn::udp).await
}

#[tokio::test]
async fn with_the_right_secret_a_call_in_firefox_goes_through_the_relay() -> Result<()> {
    a_call_goes_through_the_relay(Launch::new(Engine::Firefox), Coturn::udp).await
}

#[tokio::test]
async fn a_call_in_chromium_goes_through_the_relay_by_tcp() -> Result<()> {
    a_call_goes_through_the_relay(Launch::new(Engine::Chromium), Coturn::tcp).await
}

#[tokio::test]
async fn a_call_in_firefox_goes_through_the_relay_by_tcp() -> Result<()> {
    a_call_goes_through_the_relay(Launch::new(Engine::Firefox), Coturn::tcp).await
}

/// Firefox cannot be told to take a certificate that nobody has signed for this.
#[tokio::test]
async fn a_call_in_chromium_goes_through_the_relay_by_tls() -> Result<()> {
    let launch = Launch::new(Engine::Chromium).flag("--ignore-certificate-errors");
    a_call_goes_through_the_relay(launch, Coturn::tls).await
}

#[tokio::test]
async fn with_a_wrong_secret_people_in_chromium_are_told_that_the_relay_refuses() -> Result<()> {
    the_relay_refuses(Engine::Chromium).await
}

#[tokio::test]
async fn with_a_wrong_secret_people_in_firefox_are_told_that_the_relay_refuses() -> Result<()> {
    the_relay_refuses(Engine::Firefox).await
}

#[tokio::test]
async fn with_a_dead_relay_people_in_chromium_are_told_that_it_does_not_answer() -> Result<()> {
    the_relay_does_not_answer(Engine::Chromium).await
}

#[tokio::test]
async fn with_a_dead_relay_people_in_firefox_are_told_that_it_does_not_answer() -> Result<()> {
    the_relay_does_not_answer(Engine::Firefox).await
}

#[tokio::test]
async fn without_a_relay_people_in_chromium_who_insist_on_one_are_told_so() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(Engine::Chromium).await?;

    let [ada, lin] = two_by_relay_only(&browser, &server).await?;

    reads_why(&ada, "NoPath", "none was named").await?;
    reads_why(&lin, "NoPath", "none was named").await
}

async fn a_call_goes_through_the_relay(launch: Launch, way: fn(&Coturn) -> String) -> Result<()> {
    let coturn = Coturn::start(SECRET).await?;
    let server = server_with(&way(&coturn), SECRET).await?;
    let browser = launch.start().await?;

    let [ada, lin] = two_by_relay_only(&browser, &server).await?;

    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
        person
            .sees("no problem", "!$('vis-a-vis >>> [data-person][data-problem]')")
            .await?;
    }
    Ok(())
}

async fn the_relay_refuses(engine: Engine) -> Result<()> {
    let coturn = Coturn::start(SECRET).await?;
    let server = server_with(&coturn.udp(), WRONG_SECRET).await?;
    let browser = Browser::launch(engine).await?;

    let [ada, lin] = two_by_relay_only(&browser, &server).await?;

    reads_why(&ada, "TurnRefused", "did not accept").await?;
    reads_why(&lin, "TurnRefused", "did not accept").await
}

async fn the_relay_does_not_answer(engine: Engine) -> Result<()> {
    let server = server_with(&Coturn::dead()?, SECRET).await?;
    let browser = Browser::launch(engine).await?;

    let [ada, lin] = two_by_relay_only(&browser, &server).await?;

    reads_why(&ada, "TurnUnreachable", "does not answer").await?;
    reads_why(&lin, "TurnUnreachable", "does not answer").await
}

async fn server_with(turn: &str, secret: &str) -> Result<Server> {
    let file = Coturn::secret_file(secret)?;
    let file = file.to_string_lossy();
    Server::start_with(&["--turn", turn, "--turn-secret-file", &file]).await
}

async fn two_by_relay_only(browser: &Browser, server: &Server) -> Result<[Person; 2]> {
    let ada = by_relay_only(browser, server, "Ada").await?;
    let lin = by_relay_only(browser, server, "Lin").await?;
    Ok([ada, lin])
}

async fn by_relay_only(browser: &Browser, server: &Server, name: &str) -> Result<Person> {
    let person = Person::open(browser, &server.url(), "firewalls", name).await?;
    person
        .page()
        .eval(
            "const element = $('vis-a-vis');
             const ready = new Promise((ready) => element.addEventListener('visavis-ready', ready, { once: true }));
             element.setAttribute('relay-only', '');
             await ready;",
            &[],
        )
        .await?;
    person.press_join().await?;
    Ok(person)
}

async fn reads_why(person: &Person, code: &str, words: &str) -> Result<()> {
    person
        .sees(
            code,
            &format!("$('vis-a-vis >>> [data-person][data-problem={code}] .problem')?.textContent.includes('{code}')"),
        )
        .await?;
    person.reads(words).await
}
