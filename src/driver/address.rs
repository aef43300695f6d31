use visavis_call::Failure;
use web_sys::Url;

/// The path under which a server of this project listens.
const SIGNAL_PATH: &str = "/signal";

/// The address of the signalling server: the one given, relative to the page, or the page's own origin.
///
/// # Errors
/// Something that is no address, or that no WebSocket can go to.
pub(crate) fn server_address(given: Option<&str>) -> Result<String, Failure> {
    let page = web_sys::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    let given = given.map_or(SIGNAL_PATH, str::trim);
    let unusable = || Failure {
        code: "ServerAddress",
        message: format!(
            "\"{given}\" is not the address of a call server. It has to look like wss://calls.example/signal."
        ),
    };
    let url = Url::new_with_base(given, &page).map_err(|_| unusable())?;
    match url.protocol().as_str() {
        "ws:" | "wss:" => {}
        "http:" => url.set_protocol("ws:"),
        "https:" => url.set_protocol("wss:"),
        _ => return Err(unusable()),
    }
    // A WebSocket takes no fragment.
    url.set_hash("");

    Ok(url.href())
}
