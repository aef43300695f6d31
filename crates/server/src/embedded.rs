//! The page that the program carries inside, with the feature `embed`.

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Paths and files of the folder that the program was built with, in the order of the paths.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Serves those files where `router` has no address.
pub fn serve(router: Router) -> Router {
    router.fallback(async |uri: Uri, headers: HeaderMap| answer(uri.path(), &headers))
}

fn answer(path: &str, headers: &HeaderMap) -> Response {
    let mut path = path.trim_start_matches('/').to_owned();
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let taken = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let encodings = [("br", ".br"), ("gzip", ".gz")];
    let packed = encodings
        .iter()
        .filter(|(name, _)| takes(taken, name))
        .find_map(|(name, ending)| Some((*name, file(&format!("{path}{ending}"))?)));
    let kind = (header::CONTENT_TYPE, kind(&path));
    let varies = (header::VARY, "accept-encoding");
    match (packed, file(&path)) {
        (Some((encoding, body)), Some(_)) => {
            ([kind, varies, (header::CONTENT_ENCODING, encoding)], body).into_response()
        }
        (None, Some(body)) => ([kind, varies], body).into_response(),
        (_, None) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn takes(accepted: &str, encoding: &str) -> bool {
    accepted
        .split(',')
        .any(|one| one.split(';').next().is_some_and(|name| name.trim() == encoding))
}

fn file(path: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    Some(FILES[index].1)
}

fn kind(path: &str) -> &'static str {
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
    fn an_encoding_is_taken_by_its_whole_name() {
        assert!(takes("gzip, br;q=1.0", "br"));
        assert!(!takes("brotli", "br"));
    }
}
