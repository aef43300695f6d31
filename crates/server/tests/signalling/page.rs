//! The health check, the page and its headers.

use crate::support::{TestServer, configured, in_time};
use std::path::PathBuf;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use visavis_server::{Config, Hosts, Origins};

#[tokio::test]
async fn the_health_check_answers_ok() {
    let server = TestServer::start(Config::default()).await;

    let answer = get(&server, "/healthz", "").await;

    assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"));
}

#[cfg(not(feature = "embed"))]
#[tokio::test]
async fn without_a_page_the_root_is_not_found() {
    let server = TestServer::start(Config::default()).await;

    assert_eq!(get(&server, "/", "").await.status, 404);
}

#[tokio::test]
async fn the_page_is_served_with_security_headers() {
    let server = TestServer::start(page("headers")).await;

    let answer = get(&server, "/", "").await;

    assert_eq!((answer.status, answer.body.as_str()), (200, "<!doctype html>"));
    assert_eq!(answer.header("content-type"), Some("text/html"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(
        answer.header("permissions-policy"),
        Some(
            "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), serial=(), \
             hid=(), midi=(), bluetooth=()"
        )
    );
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(
        answer.header("cross-origin-opener-policy"),
        Some("same-origin-allow-popups")
    );
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    assert_eq!(
        answer.header("cross-origin-embedder-policy"),
        Some("require-corp")
    );
    assert_eq!(
        answer.header("content-security-policy"),
        Some(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data: blob: https:; media-src 'self' blob:; \
             worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types visavis; connect-src 'self'; \
             frame-ancestors 'self' http://localhost:* http://127.0.0.1:* https://localhost:*"
        )
    );
}

#[tokio::test]
async fn the_allowed_origins_govern_framing_too() {
    let listed = ["https://school.example", "http://wiki.example:8000"].map(|origin| origin.parse().unwrap());
    let mut config = page("origins");
    config.origins = Origins::new(listed);
    let server = TestServer::start(config).await;

    let framed = get(&server, "/", "").await;
    let list = get(&server, "/embed-origins.json", "").await;

    let policy = framed.header("content-security-policy").unwrap_or_default();
    assert!(
        policy.ends_with("frame-ancestors 'self' https://school.example http://wiki.example:8000"),
        "{policy}"
    );
    assert_eq!(
        list.body,
        r#"["https://school.example","http://wiki.example:8000"]"#
    );
}

#[tokio::test]
async fn webassembly_has_its_content_type_and_is_compressed_if_accepted() {
    let server = TestServer::start(page("wasm")).await;

    let plain = get(&server, "/call.wasm", "").await;
    let brotli = get(&server, "/call.wasm", "accept-encoding: gzip, br\r\n").await;
    let gzip = get(&server, "/call.wasm", "accept-encoding: gzip\r\n").await;

    for (answer, encoding, body) in [
        (plain, None, "plain"),
        (brotli, Some("br"), "brotli"),
        (gzip, Some("gzip"), "gzip"),
    ] {
        assert_eq!((answer.status, answer.body.as_str()), (200, body));
        assert_eq!(answer.header("content-type"), Some("application/wasm"));
        assert_eq!(answer.header("content-encoding"), encoding);
    }
}

#[tokio::test]
async fn files_with_a_version_are_kept_and_those_of_another_build_are_replaced() {
    let config = page("versions");
    let folder = config.page.clone().unwrap();
    std::fs::create_dir_all(folder.join("v/1f")).unwrap();
    std::fs::write(folder.join("v/1f/call.wasm"), "versioned").unwrap();
    let server = TestServer::start(config).await;

    let current = get(&server, "/v/1f/call.wasm", "").await;
    let earlier = get(&server, "/v/0e/call.wasm", "").await;
    let missing = get(&server, "/v/0e/missing.js", "").await;

    assert_eq!((current.status, current.body.as_str()), (200, "versioned"));
    assert_eq!(
        current.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!((earlier.status, earlier.body.as_str()), (200, "plain"));
    assert_eq!(earlier.header("cache-control"), Some("no-cache"));
    assert_eq!(missing.status, 404);
    assert_eq!(missing.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn no_file_outside_the_page_folder_is_served() {
    let server = TestServer::start(page("outside")).await;

    for path in [
        "/missing.js",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
    ] {
        assert_eq!(get(&server, path, "").await.status, 404, "{path}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_symbolic_link_is_followed_inside_the_page_folder_alone() {
    use std::os::unix::fs::symlink;
    let config = page("links");
    let folder = config.page.clone().unwrap();
    let outside = folder.with_file_name("page-links-outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("secret.txt"), "secret").unwrap();
    for (name, target) in [
        ("out.txt", outside.join("secret.txt")),
        ("out", outside.clone()),
        ("plain.js.br", outside.join("secret.txt")),
        ("in.html", folder.join("index.html")),
        ("to-hidden", folder.join(".hidden")),
    ] {
        let _ = std::fs::remove_file(folder.join(name));
        symlink(target, folder.join(name)).unwrap();
    }
    std::fs::write(folder.join("plain.js"), "plain").unwrap();
    std::fs::write(folder.join(".hidden"), "secret").unwrap();
    let server = TestServer::start(config).await;

    for path in ["/out.txt", "/out/secret.txt", "/to-hidden"] {
        assert_eq!(get(&server, path, "").await.status, 404, "{path}");
    }
    let compressed = get(&server, "/plain.js", "accept-encoding: br\r\n").await;
    assert_eq!((compressed.status, compressed.body.as_str()), (200, "plain"));
    assert_eq!(get(&server, "/in.html", "").await.status, 200);
}

#[tokio::test]
async fn hidden_files_are_not_served() {
    let config = page("hidden");
    let folder = config.page.clone().unwrap();
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    std::fs::write(folder.join(".git/config"), "secret").unwrap();
    std::fs::write(folder.join(".env"), "secret").unwrap();
    let server = TestServer::start(config).await;

    for path in [
        "/.env",
        "/.git/config",
        "/%2eenv",
        "/%2Egit/config",
        "//.env",
        "/./.env",
    ] {
        assert_eq!(get(&server, path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn no_path_leads_to_another_host() {
    let config = page("redirection");
    std::fs::create_dir_all(config.page.clone().unwrap().join("sub")).unwrap();
    let server = TestServer::start(config).await;

    for path in ["//sub", "/sub", "//sub/..", "/\\sub", "//evil.example/sub"] {
        let answer = get(&server, path, "").await;

        assert!(answer.status >= 400, "{path}: {}", answer.status);
        assert_eq!(answer.header("location"), None, "{path}");
    }
}

#[tokio::test]
async fn a_name_that_a_stranger_points_to_this_server_is_refused() {
    let server = TestServer::start(page("rebinding")).await;

    for path in ["/", "/signal", "/embed-origins.json"] {
        let rebound = get_at(&server, "evil.example", path, "origin: http://evil.example\r\n").await;
        assert_eq!(rebound.status, 421, "{path}");
        assert!(rebound.body.contains("--host"), "{}", rebound.body);
    }
    for host in ["localhost:8080", "127.0.0.1", "[::1]:8080"] {
        assert_eq!(get_at(&server, host, "/", "").await.status, 200, "{host}");
    }
    assert_eq!(get_at(&server, "evil.example", "/healthz", "").await.status, 200);
}

#[tokio::test]
async fn listed_hosts_are_served() {
    let mut config = page("hosts");
    config.hosts = Some(Hosts::new(["calls.example".into()]));
    let server = TestServer::start(config).await;

    assert_eq!(get_at(&server, "calls.example", "/", "").await.status, 200);
    assert_eq!(get_at(&server, "evil.example", "/", "").await.status, 421);
}

#[tokio::test]
async fn the_page_may_connect_to_the_servers_that_the_operator_names() {
    let mut config = page("servers");
    config.page_servers = vec!["wss://other.example".into()];
    let server = TestServer::start(config).await;

    let answer = get(&server, "/", "").await;

    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(
        policy.contains("; connect-src 'self' wss://other.example;"),
        "{policy}"
    );
}

#[tokio::test]
async fn signalling_works_beside_a_page() {
    let server = TestServer::start(page("beside")).await;

    server.enter("r1", "Ada").await.expect_no_more_frames().await;
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(found, _)| *found == name))
            .map(|(_, v)| v)
    }
}

async fn get(server: &TestServer, path: &str, headers: &str) -> Answer {
    get_at(server, "localhost", path, headers).await
}

async fn get_at(server: &TestServer, host: &str, path: &str, headers: &str) -> Answer {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_time("an answer", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Writes a page of two files to a folder of this test alone, and serves it.
fn page(test: &str) -> Config {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{test}"));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html>"),
        ("call.wasm", "plain"),
        ("call.wasm.br", "brotli"),
        ("call.wasm.gz", "gzip"),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
    }
    configured(|config| config.page = Some(folder))
}
