//! Serves the page compiled into the binary (feature `embed`).

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Path and content of each file in the page folder at build time, sorted by path.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Serves the embedded files for every path that `router` does not handle.
pub fn serve(router: Router) -> Router {
    router.fallback(async |uri: Uri, headers: HeaderMap| respond(uri.path(), &headers))
}

fn respond(path: &str, headers: &HeaderMap) -> Response {
    let mut path = path.trim_start_matches('/').to_owned();
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let encodings = [("br", ".br"), ("gzip", ".gz")];
    let compressed = encodings
        .iter()
        .filter(|(name, _)| accepts(accepted, name))
        .find_map(|(name, extension)| Some((*name, file(&format!("{path}{extension}"))?)));
    let content_type = (header::CONTENT_TYPE, content_type(&path));
    let varies = (header::VARY, "accept-encoding");
    match (compressed, file(&path)) {
        (Some((encoding, body)), Some(_)) => {
            ([content_type, varies, (header::CONTENT_ENCODING, encoding)], body).into_response()
        }
        (None, Some(body)) => ([content_type, varies], body).into_response(),
        (_, None) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted
        .split(',')
        .any(|item| item.split(';').next().is_some_and(|name| name.trim() == encoding))
}

fn file(path: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    Some(FILES[index].1)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.') {
        Some((_, "html")) => "text/html",
        Some((_, "js")) => "text/javascript",
        Some((_, "css")) => "text/css",
        Some((_, "wasm")) => "application/wasm",
        Some((_, "svg")) => "image/svg+xml",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_matches_only_by_its_full_name() {
        assert!(accepts("gzip, br;q=1.0", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
