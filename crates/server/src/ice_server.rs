//! How an operator names a STUN or TURN server in one word.

use visavis_protocol::IceServer;

/// The text names no STUN or TURN server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIceServer {
    /// It begins with none of the schemes.
    #[error("expected stun:HOST, turn:USER:PASSWORD@HOST or turns:USER:PASSWORD@HOST")]
    Scheme,
    /// It is no TURN server.
    #[error("expected turn:HOST or turns:HOST")]
    Turn,
    /// A TURN server lets nobody in without them.
    #[error("a TURN server needs a user and a password: turn:USER:PASSWORD@HOST")]
    Credentials,
    /// There is no host in it.
    #[error("the host is missing")]
    Host,
}

/// Reads `stun:HOST[:PORT]` or `turn:USER:PASSWORD@HOST[:PORT][?transport=udp|tcp]`; also `stuns:` and `turns:`.
/// The user ends at the first colon and the password at the last `@`.
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

/// An address that a browser cannot read makes it refuse the whole call, so what is no host is refused here.
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
    fn a_stun_server_is_its_address() {
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
    fn what_a_browser_would_refuse_is_refused() {
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
