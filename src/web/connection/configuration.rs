use super::Ice;
use crate::web::{Exception, JsResultExt, object};
use js_sys::{Array, Reflect};
use std::cell::OnceCell;
use visavis_call::protocol::IceServer;
use visavis_call::{Code, Failure};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcBundlePolicy, RtcConfiguration, RtcIceServer, RtcIceTransportPolicy, RtcPeerConnection};

thread_local! {
    static CERTIFICATE: OnceCell<JsValue> = const { OnceCell::new() };
}

/// Generates the page's single DTLS certificate, so that a replaced connection keeps its fingerprint. On failure,
/// each connection generates its own.
pub(crate) async fn certificate() {
    async fn generate() -> Result<JsValue, Exception> {
        let algorithm = object::dictionary(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())]);
        let made = RtcPeerConnection::generate_certificate_with_object(&algorithm).or_exception()?;
        JsFuture::from(made).await.or_exception()
    }
    if CERTIFICATE.with(|certificate| certificate.get().is_some()) {
        return;
    }
    if let Ok(made) = generate().await {
        // Another element of the page may have stored one first.
        CERTIFICATE.with(|certificate| certificate.get_or_init(|| made).clone());
    }
}

/// Checks that the browser accepts these servers, while the error can still be returned to the caller.
pub(crate) fn check(servers: &[IceServer]) -> Result<(), Failure> {
    if Reflect::has(&js_sys::global(), &"RTCPeerConnection".into()) != Ok(true) {
        return Err(Code::WebRtcMissing.into());
    }
    if servers.is_empty() {
        return Ok(());
    }
    let ice = Ice {
        servers,
        relay_only: false,
    };
    match RtcPeerConnection::new_with_configuration(&configuration(ice)) {
        Ok(connection) => {
            connection.close();
            Ok(())
        }
        Err(thrown) => {
            let why = Exception::from(thrown).message;
            let message = ["the option \"iceServers\" cannot be used: ", &why].concat();
            Err(Failure::new(Code::UnusableOption, message))
        }
    }
}

/// Returns the configuration of every connection. `setConfiguration` must not omit the certificate.
pub(super) fn configuration(ice: Ice<'_>) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    // One transport to gather for and to connect, instead of one for each section until the answer bundles them.
    configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
    configuration.set_ice_transport_policy(if ice.relay_only {
        RtcIceTransportPolicy::Relay
    } else {
        RtcIceTransportPolicy::All
    });
    let servers = ice.servers.iter().map(|server| {
        let init = RtcIceServer::new();
        init.set_urls(&server.urls.iter().map(JsValue::from).collect::<Array>());
        server
            .username
            .iter()
            .for_each(|username| init.set_username(username));
        server
            .credential
            .iter()
            .for_each(|credential| init.set_credential(credential));
        init
    });
    configuration.set_ice_servers(&servers.collect::<Array>());
    CERTIFICATE.with(|certificate| {
        if let Some(certificate) = certificate.get() {
            configuration.set_certificates(&Array::of1(certificate));
        }
    });
    configuration
}
