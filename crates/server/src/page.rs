//! Serves the page with its security headers.

use crate::origin::Origins;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn;
use folder::Folder;
use std::path::PathBuf;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

mod caching;
mod folder;

/// The page's Content-Security-Policy: WebAssembly may be compiled but no script evaluated, and only the Trusted Types
/// policy `visavis` may create HTML. The servers to connect to and the embedders follow.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; \
    worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types visavis";

/// What a call needs, in a frame only if its embedder allows it, and nothing else of what a page could ask for.
const PERMISSIONS_POLICY: &str = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), \
    usb=(), serial=(), hid=(), midi=(), bluetooth=()";

const PERMISSIONS_POLICY_HEADER: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// The policies of the page that depend on the configuration.
#[derive(Debug)]
pub struct Policies {
    content_security: HeaderValue,
}

impl Policies {
    /// Allows the page to connect to its own server and to `servers`, and `origins` to frame it.
    pub fn new(origins: &Origins, servers: &[String]) -> Self {
        let connect: String = servers.iter().map(|server| format!(" {server}")).collect();
        let policy = format!(
            "{CONTENT_SECURITY_POLICY}; connect-src 'self'{connect}; frame-ancestors {}",
            origins.frame_ancestors()
        );
        // Parsed origins are printable ASCII, so this does not fail.
        let content_security = HeaderValue::from_str(&policy)
            .unwrap_or_else(|_| HeaderValue::from_static(CONTENT_SECURITY_POLICY));
        Self { content_security }
    }
}

/// Serves `folder` for every path that `router` does not handle: `index.html` at the root, and the `.br` or `.gz`
/// sibling of a file to clients that accept the encoding. What is not in the folder itself, and hidden files, are not
/// found.
pub fn serve(router: Router, folder: PathBuf, policies: &Policies) -> Router {
    let files = ServeDir::with_backend(folder.clone(), Folder::new(folder))
        // The redirection of `//host` would lead to that host.
        .redirect_to_trailing_slash(false)
        // What a slow reader takes of memory, a few times over.
        .with_buf_chunk_size(16 * 1024)
        .precompressed_br()
        .precompressed_gzip();
    with_headers(router.fallback_service(files), policies)
}

/// Serves the embedded page in the same way.
#[cfg(feature = "embed")]
pub fn serve_embedded(router: Router, policies: &Policies) -> Router {
    with_headers(crate::embedded::serve(router), policies)
}

fn with_headers(router: Router, policies: &Policies) -> Router {
    router
        .layer(from_fn(caching::caching))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            policies.content_security.clone(),
        ))
        .layer(always(PERMISSIONS_POLICY_HEADER, PERMISSIONS_POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // The address of a call may contain the name of its room.
        .layer(always(header::REFERRER_POLICY, "no-referrer"))
        // A window that another site opened cannot be steered by it. Frames are not affected.
        .layer(always(CROSS_ORIGIN_OPENER_POLICY, "same-origin-allow-popups"))
        // Other sites load the custom element from here, and none of the files is secret.
        .layer(always(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(always(CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
        // A cross-origin isolated page only shows frames that set this policy as well.
        .layer(always(CROSS_ORIGIN_EMBEDDER_POLICY, "require-corp"))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
