use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use std::path::PathBuf;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// What the page may do. WebAssembly is compiled, nothing is evaluated; the policy `visavis` is the only one that
/// may make HTML.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' blob:; \
    worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
    require-trusted-types-for 'script'; trusted-types visavis";

/// Serves a folder where `router` has no address: `index.html` at its root, and `.br` or `.gz` files that lie
/// beside a file, to those who take them.
pub fn serve(router: Router, folder: PathBuf) -> Router {
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    router
        .fallback_service(files)
        // The files of a build belong together and keep their names: a browser asks whether there are newer ones.
        .layer(always(header::CACHE_CONTROL, "no-cache"))
        .layer(always(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
