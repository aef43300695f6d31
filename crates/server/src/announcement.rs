//! What the program prints once it accepts connections.

use crate::certificate::{SelfSigned, fingerprint};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use visavis_server::Certificate;

/// Returns the line that other programs wait for.
pub fn first_line(address: SocketAddr, is_tls: bool) -> String {
    let scheme = if is_tls { "https" } else { "http" };
    format!("listening on {scheme}://{address}")
}

/// Tells people how to reach a server with a certificate that nobody knows. The picture is for terminals.
pub fn invitation(own: &SelfSigned, certificate: &Certificate, port: u16, has_picture: bool) -> String {
    let (names, addresses) = own.subjects();
    let hosts = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "localhost");
    let reachable = addresses.iter().filter(|address| !address.is_loopback());
    let urls: Vec<_> = hosts
        .map(str::to_owned)
        .chain(reachable.map(|address| in_url(*address)))
        .map(|host| format!("https://{host}:{port}/"))
        .collect();
    // Writing to a `String` is infallible.
    let mut text = String::new();
    if urls.is_empty() {
        let _ = writeln!(
            text,
            "Open this address on this machine:\n  https://localhost:{port}/"
        );
    } else {
        let _ = writeln!(text, "Open one of these addresses on any device of this network:");
    }
    for url in &urls {
        let _ = writeln!(text, "  {url}");
    }
    let _ = writeln!(
        text,
        "Each browser warns once, since no authority knows this certificate. It shows this fingerprint (SHA-256):\n  {}",
        fingerprint(certificate)
    );
    let picture = urls.first().filter(|_| has_picture).and_then(|url| picture(url));
    text.push_str(picture.as_deref().unwrap_or_default());
    text
}

/// Draws an address for the camera of a telephone.
fn picture(url: &str) -> Option<String> {
    let code = QrCode::new(url).ok()?;
    // Most terminals are dark, and readers expect dark squares on light ground.
    let (dark, light) = (Dense1x2::Light, Dense1x2::Dark);
    let drawn = code
        .render::<Dense1x2>()
        .dark_color(dark)
        .light_color(light)
        .build();
    Some(format!("{drawn}\n"))
}

fn in_url(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}
