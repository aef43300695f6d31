use crate::web::window;
use visavis_call::{Code, Failure};
use web_sys::Url;

/// Where a Visavis server that serves the page takes sockets: beside the page, also below a path of a proxy.
const SIGNAL: &str = "signal";

/// Resolves the address of the signalling server: the given one, relative to the page, or the one beside the page.
///
/// # Errors
///
/// Not a URL, or not one a WebSocket can connect to.
pub(super) fn server_address(given: Option<&str>) -> Result<String, Failure> {
    let base = window().document().and_then(|document| document.base_uri().ok()?);
    let base = base.unwrap_or_default();
    let given = given.map_or(SIGNAL, str::trim);
    let unusable = || {
        let message = [
            "\"",
            given,
            "\" is not the address of a call server. It has to look like wss://calls.example/signal.",
        ];
        Failure::new(Code::ServerAddress, message.concat())
    };
    let url = Url::new_with_base(given, &base).map_err(|_| unusable())?;
    match url.protocol().as_str() {
        "ws:" | "wss:" => {}
        "http:" => url.set_protocol("ws:"),
        "https:" => url.set_protocol("wss:"),
        _ => return Err(unusable()),
    }
    // WebSocket URLs must not have a fragment.
    url.set_hash("");

    Ok(url.href())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn the_server_is_beside_the_page_unless_it_is_said() {
        let own = server_address(None).unwrap();

        assert!(
            own.starts_with("ws://127.0.0.1:") && own.ends_with("/signal"),
            "{own}"
        );
        with_base("https://school.example/calls/room.html?a#b", || {
            for (given, address) in [
                (None, "wss://school.example/calls/signal"),
                (Some("signal"), "wss://school.example/calls/signal"),
                (Some("/signal"), "wss://school.example/signal"),
                (Some("//calls.example/signal"), "wss://calls.example/signal"),
            ] {
                assert_eq!(server_address(given).unwrap(), address, "{given:?}");
            }
        });
        assert_eq!(
            server_address(Some("wss://calls.example/signal")).unwrap(),
            "wss://calls.example/signal"
        );
        assert_eq!(
            server_address(Some("https://calls.example/signal#x")).unwrap(),
            "wss://calls.example/signal"
        );
    }

    /// Runs `check` in a page with this address as its base.
    fn with_base(address: &str, check: impl FnOnce()) {
        let document = web_sys::window().unwrap().document().unwrap();
        let base = document.create_element("base").unwrap();
        base.set_attribute("href", address).unwrap();
        document.head().unwrap().append_child(&base).unwrap();
        check();
        base.remove();
    }

    #[wasm_bindgen_test]
    fn an_address_that_no_socket_can_go_to_is_named() {
        for wrong in ["ftp://calls.example", "javascript:alert(1)", "wss://"] {
            let failure = server_address(Some(wrong)).unwrap_err();

            assert_eq!(failure.code, Code::ServerAddress);
            assert!(failure.message.contains(wrong), "{}", failure.message);
        }
    }
}
