//! Sends browsers that come by HTTP on to HTTPS.

use crate::http::{check_host, probes};
use crate::server::Server;
use axum::Router;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The port that `https:` means if an address has none.
const HTTPS: u16 = 443;

/// Answers everything but health checks with the same address at HTTPS on this port.
pub fn router(server: &Arc<Server>, port: u16) -> Router {
    Router::new()
        .fallback(async move |request: Request| redirect(&request, port))
        // No address leads to the host of a stranger.
        .layer(from_fn_with_state(Arc::clone(server), check_host))
        .merge(probes(server))
}

fn redirect(request: &Request, port: u16) -> Response {
    match location(request, port) {
        // Not a permanent one: browsers would remember it, although the port may serve something else tomorrow.
        Some(location) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response(),
        None => (
            StatusCode::BAD_REQUEST,
            "this server speaks HTTPS: use an address that begins with https://\n",
        )
            .into_response(),
    }
}

fn location(request: &Request, port: u16) -> Option<String> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let authority: Authority = host.parse().ok()?;
    let host = authority.host();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    // `*`, the target of OPTIONS alone (RFC 9112, 3.2.4), is no path.
    let path = if path.starts_with('/') { path } else { "/" };
    if port == HTTPS {
        return Some(format!("https://{host}{path}"));
    }
    Some(format!("https://{host}:{port}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn the_host_and_the_path_stay_and_the_port_is_that_of_https() {
        for (host, target, port, expected) in [
            ("calls.example", "/", 443, "https://calls.example/"),
            ("calls.example:80", "/a?b=c", 443, "https://calls.example/a?b=c"),
            ("192.0.2.7:8443", "/", 8443, "https://192.0.2.7:8443/"),
            ("[2001:db8::7]", "/", 8443, "https://[2001:db8::7]:8443/"),
            ("ada@calls.example", "/", 443, "https://calls.example/"),
            (
                "calls.example",
                "//evil.example/",
                443,
                "https://calls.example//evil.example/",
            ),
            (
                "calls.example",
                "http://evil.example/a",
                443,
                "https://calls.example/a",
            ),
            ("calls.example", "*", 443, "https://calls.example/"),
        ] {
            assert_eq!(of(host, target, port).as_deref(), Some(expected));
        }
        for host in ["", "a b", "a/b"] {
            assert_eq!(of(host, "/", 443), None, "{host}");
        }
    }

    fn of(host: &str, target: &str, port: u16) -> Option<String> {
        let request = Request::builder().uri(target).header(header::HOST, host);
        location(&request.body(Body::empty()).unwrap(), port)
    }
}
