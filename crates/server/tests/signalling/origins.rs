//! Allowed and refused origins.

use crate::support::{TestServer, configured, hello};
use visavis_server::{Config, Hosts, Origins};

#[tokio::test]
async fn a_foreign_origin_is_refused_with_a_close_code() {
    let server = TestServer::start(Config::default()).await;

    for origin in ["https://evil.example", "null"] {
        let mut client = server.connect_with(&[("origin", origin)]).await;

        let reason = "Pages of this origin may not use this server.";
        assert_eq!(client.recv_close().await, (4403, reason.into()), "{origin}");
    }
}

#[tokio::test]
async fn localhost_and_the_own_origin_are_allowed() {
    let hosts = Hosts::new(["calls.example".into()]);
    let server = TestServer::start(configured(|config| config.hosts = Some(hosts))).await;

    for headers in [
        [("origin", "http://localhost:1234"), ("host", "calls.example")],
        [("origin", "https://calls.example"), ("host", "calls.example")],
    ] {
        let mut client = server.connect_with(&headers).await;
        client.send(hello("r1", "Ada")).await;

        assert_eq!(client.recv().await["type"], "welcome", "{headers:?}");
    }
}

#[tokio::test]
async fn a_list_replaces_the_default_origins() {
    let origins = Origins::new(["https://school.example".parse().unwrap()]);
    let server = TestServer::start(configured(|config| config.origins = origins)).await;

    let mut listed = server.connect_with(&[("origin", "https://school.example")]).await;
    listed.send(hello("r1", "Ada")).await;
    let mut other = server.connect_with(&[("origin", "http://localhost:1234")]).await;

    assert_eq!(listed.recv().await["type"], "welcome");
    assert_eq!(other.recv_close().await.0, 4403);
}

#[tokio::test]
async fn a_wildcard_allows_subdomains_alone() {
    let origins = Origins::new(["https://*.school.example".parse().unwrap()]);
    let server = TestServer::start(configured(|config| config.origins = origins)).await;

    let mut subdomain = server
        .connect_with(&[("origin", "https://a.b.school.example")])
        .await;
    subdomain.send(hello("r1", "Ada")).await;

    assert_eq!(subdomain.recv().await["type"], "welcome");
    for origin in [
        "https://school.example",
        "https://evilschool.example",
        "https://a.school.example:8443",
        "http://a.school.example",
    ] {
        let mut other = server.connect_with(&[("origin", origin)]).await;

        assert_eq!(other.recv_close().await.0, 4403, "{origin}");
    }
}
