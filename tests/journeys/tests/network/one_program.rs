//! Two homes and one program between them: the page, signalling and the relay, over HTTPS.

use anyhow::Result;
use visavis_journeys::{Certificate, Engine, Home, Launch, Nat, Network, Person, Server, WORLD};

#[tokio::test]
async fn two_homes_call_with_one_program_in_between() -> Result<()> {
    let network = Network::new(Nat::Symmetric)?;
    let world = WORLD.to_string();
    let certificate = Certificate::issue("one-program", &[&world])?;
    let [cert_flag, cert, key_flag, key] = &certificate.arguments();
    // The addresses of this world are private ones.
    let relay = ["--turn-public-ip", &world, "--turn-allow-private"];
    let arguments = [&[&**cert_flag, cert, key_flag, key], &relay[..]].concat();
    let (server, chromium, firefox) = tokio::try_join!(
        Server::start_in(network.world(), &arguments),
        Launch::new(Engine::Chromium)
            .flag("--ignore-certificate-errors")
            .in_namespace(network.home(Home::A))
            .start(),
        Launch::new(Engine::Firefox)
            .in_namespace(network.home(Home::B))
            .start(),
    )?;
    firefox.trust(certificate.authority()).await?;

    let ada = Person::join(&chromium, &server.secure_url(), "far", "Ada").await?;
    let lin = Person::join(&firefox, &server.secure_url(), "far", "Lin").await?;

    for person in [&ada, &lin] {
        person.is_in_call_with(1).await?;
    }
    let routes = [ada.route().await?, lin.route().await?];
    assert!(routes.iter().any(|route| route["local"] == "relay"), "{routes:?}");
    Ok(())
}
