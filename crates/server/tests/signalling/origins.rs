use crate::support::{TestServer, configured, hello};
use visavis_server::{Config, Origins};

#[tokio::test]
async fn a_page_of_a_foreign_origin_is_told_that_it_may_not() {
    let server = TestServer::start(Config::default()).await;

    for origin in ["https://evil.example", "null"] {
        let mut client = server.connect_with(&[("origin", origin)]).await;

        let reason = "Pages of this origin may not use this server.";
        assert_eq!(client.hear_close().await, (4403, reason.into()), "{origin}");
    }
}

#[tokio::test]
async fn pages_of_this_machine_and_of_the_server_itself_may() {
    let server = TestServer::start(Config::default()).await;

    for headers in [
        [("origin", "http://localhost:1234"), ("host", "calls.example")],
        [("origin", "https://calls.example"), ("host", "calls.example")],
    ] {
        let mut client = server.connect_with(&headers).await;
        client.say(hello("r1", "Ada")).await;

        assert_eq!(client.hear().await["type"], "welcome", "{headers:?}");
    }
}

#[tokio::test]
async fn a_list_names_who_may() {
    let origins = Origins::new(["https://school.example".parse().unwrap()]);
    let server = TestServer::start(configured(|config| config.origins = origins)).await;

    let mut listed = server.connect_with(&[("origin", "https://school.example")]).await;
    listed.say(hello("r1", "Ada")).await;
    let mut other = server.connect_with(&[("origin", "http://localhost:1234")]).await;

    assert_eq!(listed.hear().await["type"], "welcome");
    assert_eq!(other.hear_close().await.0, 4403);
}
