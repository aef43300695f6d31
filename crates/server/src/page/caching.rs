//! How long browsers keep the files of the page.
//!
//! Those below `v/NAME/`, which our own pages load, never change: the name is made of their content. All others keep
//! their names across builds, and the files of a build belong together, so a browser must revalidate them.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Answers a request with a `Cache-Control`. A page that was opened before the files were replaced still loads what it
/// uses for the first time: the file of the new build, which its browser does not keep under the old name.
pub async fn caching(request: Request, next: Next) -> Response {
    let Some(path) = unversioned(request.uri().path()).map(str::to_owned) else {
        return with(next.run(request).await, REVALIDATED);
    };
    let mut latest = Request::new(Body::empty());
    latest.method_mut().clone_from(request.method());
    latest.headers_mut().clone_from(request.headers());
    let response = next.clone().run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return with(response, KEPT);
    }
    match path.parse() {
        Ok(uri) => {
            *latest.uri_mut() = uri;
            with(next.run(latest).await, REVALIDATED)
        }
        Err(_) => with(response, REVALIDATED),
    }
}

fn with(mut response: Response, control: HeaderValue) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, control);
    response
}

/// Returns the path of the same file without the version, if it has one.
fn unversioned(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/v/")?;
    let slash = rest.find('/')?;
    Some(&rest[slash..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_name_below_v() {
        assert_eq!(unversioned("/v/1f/client/a.js"), Some("/client/a.js"));
        for path in ["/visavis.js", "/v/visavis.js", "/v", "/client/v/1f/a.js"] {
            assert_eq!(unversioned(path), None, "{path}");
        }
    }
}
