use crate::origin::Origins;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use std::path::PathBuf;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// What the page may do. WebAssembly is compiled, nothing is evaluated; the policy `visavis` is the only one that
/// may make HTML.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' blob:; \
    worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types visavis; frame-ancestors";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// Serves a folder where `router` has no address: `index.html` at its root, and `.br` or `.gz` files that lie
/// beside a file, to those who take them.
pub fn serve(router: Router, folder: PathBuf, origins: &Origins) -> Router {
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    with_headers(router.fallback_service(files), origins)
}

/// Serves the page that the program carries inside in the same way.
#[cfg(feature = "embed")]
pub fn serve_embedded(router: Router, origins: &Origins) -> Router {
    with_headers(crate::embedded::serve(router), origins)
}

fn with_headers(router: Router, origins: &Origins) -> Router {
    let policy = format!("{CONTENT_SECURITY_POLICY} {}", origins.frame_ancestors());
    // What is parsed as an origin is printable ASCII.
    let policy =
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    router
        // The files of a build belong together and keep their names: a browser asks whether there are newer ones.
        .layer(always(header::CACHE_CONTROL, "no-cache"))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            policy,
        ))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Other pages load the element from here; nothing of what is served is anybody's secret.
        .layer(always(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(always(CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
        // A page that is isolated shows no frame that lets in more than itself.
        .layer(always(CROSS_ORIGIN_EMBEDDER_POLICY, "require-corp"))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
