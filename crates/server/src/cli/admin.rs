//! The flags for administration, and the command `admin`, which asks a running server.

use super::serve::shown;
use super::{ADMIN_SECRET, secret};
use std::net::SocketAddr;
use std::path::PathBuf;
use visavis_server::Secret;

/// As long as the secret of tokens: it is all that keeps others out.
const MIN_SECRET_LENGTH: usize = 32;

/// The flags of the server.
#[derive(Debug, clap::Args)]
pub struct AdminFlags {
    /// Listen on this address for the operator's own programs, which know the secret; best a loopback address, such as
    /// 127.0.0.1:9091
    #[arg(long, value_name = "HOST:PORT")]
    admin: Option<SocketAddr>,

    /// The file with the secret for --admin, of at least 32 bytes; the default is the environment variable
    /// VISAVIS_ADMIN_SECRET
    #[arg(long, value_name = "FILE", value_parser = secret::read, requires = "admin")]
    admin_secret_file: Option<Secret>,

    /// Make this Unix socket for `visavis-server admin`, for the user who runs the server and root
    #[cfg(unix)]
    #[arg(long, value_name = "PATH")]
    admin_socket: Option<PathBuf>,
}

impl AdminFlags {
    /// Returns the address for programs of the operator.
    pub fn listen(&self) -> Option<SocketAddr> {
        self.admin
    }

    /// Returns the path of the socket.
    #[cfg(unix)]
    pub fn socket(&self) -> Option<PathBuf> {
        self.admin_socket.clone()
    }

    /// Returns what the flags say that take effect at a start alone.
    pub(super) fn fixed(&self) -> Vec<(&'static str, String)> {
        let mut fixed = vec![("--admin", shown(&self.admin))];
        #[cfg(unix)]
        fixed.push(("--admin-socket", shown(&self.admin_socket)));
        fixed
    }

    /// Returns the secret, without which there is no listener.
    pub fn secret(self) -> Result<Option<Secret>, clap::Error> {
        if self.admin.is_none() {
            return Ok(None);
        }
        let secret = ADMIN_SECRET.find(self.admin_secret_file)?;
        if !secret.is_at_least(MIN_SECRET_LENGTH) {
            return Err(secret::unusable(format!(
                "the secret for --admin must have at least {MIN_SECRET_LENGTH} bytes"
            )));
        }
        Ok(Some(secret))
    }
}

/// What to ask a running server.
#[cfg(unix)]
#[derive(Debug, clap::Args)]
pub struct Administrate {
    /// The socket that the server makes with --admin-socket; the default is the environment variable
    /// VISAVIS_ADMIN_SOCKET, or else /run/visavis/admin.sock
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,

    #[command(subcommand)]
    act: Act,
}

#[cfg(unix)]
#[derive(Debug, clap::Subcommand)]
enum Act {
    /// List the rooms and the people in them
    List,
    /// End a call for everybody in it
    Close {
        /// The name of the room
        room: String,
    },
    /// Remove a person from a room, who cannot come back to it
    Remove {
        /// The name of the room
        room: String,
        /// The id of the person, as `list` shows it
        id: String,
    },
    /// Shut an address or a person out, and remove them from all rooms
    Ban {
        #[command(flatten)]
        whom: Whom,
        /// For how long; the default is until the server stops
        #[arg(long, value_name = "SECONDS")]
        seconds: Option<u64>,
    },
    /// List those who are shut out
    Bans,
    /// Let somebody in again
    Lift {
        #[command(flatten)]
        whom: Whom,
        /// The id of a token that was revoked: its claim jti
        #[arg(long, value_name = "ID", conflicts_with_all = ["address", "sub"])]
        jti: Option<String>,
    },
    /// Make a token invalid, and remove whoever came with it
    Revoke {
        /// The id of the token: its claim jti
        jti: String,
        /// For how long; the default is until the server stops
        #[arg(long, value_name = "SECONDS")]
        seconds: Option<u64>,
    },
    /// Let /readyz tell that newcomers should be sent elsewhere
    Drain,
}

#[cfg(unix)]
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct Whom {
    /// An address or a network, such as 192.0.2.0/24
    #[arg(long, value_name = "CIDR")]
    address: Option<String>,
    /// A person, by the claim sub of their tokens
    #[arg(long, value_name = "ID")]
    sub: Option<String>,
}

/// A request to a server.
#[cfg(unix)]
#[derive(Debug, PartialEq, Eq)]
pub struct Question {
    pub socket: PathBuf,
    pub path: &'static str,
    /// The body of a `POST`; a `GET` has none.
    pub body: Option<serde_json::Value>,
}

#[cfg(unix)]
impl Administrate {
    /// Returns the request that this is.
    pub fn question(self) -> Question {
        use serde_json::json;
        let socket = self
            .socket
            .or_else(|| std::env::var_os("VISAVIS_ADMIN_SOCKET").map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("/run/visavis/admin.sock"));
        let (path, body) = match self.act {
            Act::List => ("/rooms", None),
            Act::Bans => ("/bans", None),
            Act::Close { room } => ("/rooms/close", Some(json!({"room": room}))),
            Act::Remove { room, id } => ("/people/remove", Some(json!({"room": room, "id": id}))),
            Act::Ban { whom, seconds } => {
                let Whom { address, sub } = whom;
                let body = json!({"address": address, "sub": sub, "seconds": seconds});
                ("/bans/add", Some(body))
            }
            Act::Lift { whom, jti } => {
                let Whom { address, sub } = whom;
                (
                    "/bans/lift",
                    Some(json!({"address": address, "sub": sub, "jti": jti})),
                )
            }
            Act::Revoke { jti, seconds } => ("/tokens/revoke", Some(json!({"jti": jti, "seconds": seconds}))),
            Act::Drain => ("/drain", Some(json!({}))),
        };
        Question { socket, path, body }
    }
}
