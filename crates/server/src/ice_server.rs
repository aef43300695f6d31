//! Parses STUN and TURN servers from the command line.

use visavis_protocol::IceServer;

/// The text does not describe a STUN or TURN server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnIceServer {
    /// The scheme is none of `stun`, `stuns`, `turn` and `turns`.
    #[error("expected stun:HOST, turn:USER:PASSWORD@HOST or turns:USER:PASSWORD@HOST")]
    Scheme,
    /// The scheme is neither `turn` nor `turns`.
    #[error("expected turn:HOST or turns:HOST")]
    Turn,
    /// A TURN server is given without a user or a password.
    #[error("a TURN server needs a user and a password: turn:USER:PASSWORD@HOST")]
    Credentials,
    /// The host is missing or malformed.
    #[error("the host is missing")]
    Host,
}

/// Parses `stun:HOST[:PORT]` or `turn:USER:PASSWORD@HOST[:PORT][?transport=udp|tcp]`, also with `stuns:` and `turns:`.
///
/// The user ends at the first colon and the password at the last `@`.
///
/// # Errors
///
/// What is missing from the text.
pub fn parse_ice_server(text: &str) -> Result<IceServer, NotAnIceServer> {
    let (scheme, rest) = text.split_once(':').ok_or(NotAnIceServer::Scheme)?;
    match scheme {
        "stun" | "stuns" => Ok(IceServer {
            urls: vec![url(scheme, rest)?],
            username: None,
            credential: None,
        }),
        "turn" | "turns" => {
            let (login, host) = rest.rsplit_once('@').ok_or(NotAnIceServer::Credentials)?;
            let (username, credential) = login.split_once(':').ok_or(NotAnIceServer::Credentials)?;
            Ok(IceServer {
                urls: vec![url(scheme, host)?],
                username: Some(username.to_owned()),
                credential: Some(credential.to_owned()),
            })
        }
        _ => Err(NotAnIceServer::Scheme),
    }
}

/// Validates the host: a browser that cannot parse one URL refuses the whole `RTCConfiguration`, and so the call.
pub(crate) fn url(scheme: &str, rest: &str) -> Result<String, NotAnIceServer> {
    let host = rest.split('?').next().unwrap_or_default();
    if host.is_empty() || host.contains(|letter: char| letter.is_whitespace() || "/@#".contains(letter)) {
        return Err(NotAnIceServer::Host);
    }
    Ok(format!("{scheme}:{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stun_server_is_only_a_url() {
        assert_eq!(
            parse_ice_server("stun:stun.example:3478"),
            Ok(IceServer {
                urls: vec!["stun:stun.example:3478".into()],
                username: None,
                credential: None
            })
        );
    }

    #[test]
    fn a_turn_server_has_a_user_and_a_password() {
        assert_eq!(
            parse_ice_server("turn:ada:p@ss:word@turn.example?transport=tcp"),
            Ok(IceServer {
                urls: vec!["turn:turn.example?transport=tcp".into()],
                username: Some("ada".into()),
                credential: Some("p@ss:word".into()),
            })
        );
    }

    #[test]
    fn a_url_that_a_browser_would_reject_is_rejected() {
        for (text, error) in [
            ("stun.example", NotAnIceServer::Scheme),
            ("http://stun.example", NotAnIceServer::Scheme),
            ("stun:", NotAnIceServer::Host),
            ("stun://stun.example", NotAnIceServer::Host),
            ("turn:turn.example", NotAnIceServer::Credentials),
            ("turns:ada@turn.example", NotAnIceServer::Credentials),
            ("turn:ada:secret@", NotAnIceServer::Host),
        ] {
            assert_eq!(parse_ice_server(text), Err(error), "{text}");
        }
    }
}
