//! Serves the page with its security headers.

use crate::origin::Origins;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use std::path::PathBuf;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The page's Content-Security-Policy: WebAssembly may be compiled but no script evaluated, and only the Trusted Types
/// policy `visavis` may create HTML.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob: https:; media-src 'self' blob:; \
    worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types visavis; frame-ancestors";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// Serves `folder` for every path that `router` does not handle: `index.html` at the root, and the `.br` or `.gz`
/// sibling of a file to clients that accept the encoding.
pub fn serve(router: Router, folder: PathBuf, origins: &Origins) -> Router {
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    with_headers(router.fallback_service(files), origins)
}

/// Serves the embedded page in the same way.
#[cfg(feature = "embed")]
pub fn serve_embedded(router: Router, origins: &Origins) -> Router {
    with_headers(crate::embedded::serve(router), origins)
}

fn with_headers(router: Router, origins: &Origins) -> Router {
    let policy = format!("{CONTENT_SECURITY_POLICY} {}", origins.frame_ancestors());
    // A parsed origin is printable ASCII, so this does not fail.
    let policy =
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    router
        // The files of a build belong together and keep their names across builds, so a browser must revalidate them.
        .layer(always(header::CACHE_CONTROL, "no-cache"))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            policy,
        ))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Other sites load the custom element from here, and none of the files is secret.
        .layer(always(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(always(CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
        // A cross-origin isolated page only shows frames that set this policy as well.
        .layer(always(CROSS_ORIGIN_EMBEDDER_POLICY, "require-corp"))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
