//! The servers of all contenders, and the lines over which people reach them.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use visavis_journeys::{Echo, Process, Server};

use crate::contender::Contender;
use crate::forwarder::{Forwarder, Speed};
use crate::relay::Relay;

/// What a person does in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Is in the room when the other comes.
    There,
    /// Comes.
    Joins,
    /// Comes at the same moment as the other: the first of the two, and the second.
    Both1,
    /// See [`Role::Both1`].
    Both2,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Joins => "joins",
            Self::Both1 => "both-1",
            Self::Both2 => "both-2",
        }
    }

    /// The two people have different addresses.
    fn host(self) -> Ipv4Addr {
        match self {
            Self::There | Self::Both1 => Ipv4Addr::new(127, 0, 0, 1),
            Self::Joins | Self::Both2 => Ipv4Addr::new(127, 0, 0, 2),
        }
    }
}

/// How a page is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Join is pressed later.
    Lobby,
    /// Join is pressed by the page's first script as soon as it can be.
    Press,
    /// The page joins by itself.
    Autojoin,
}

/// All servers; they end when this is dropped.
#[derive(Debug)]
#[must_use = "the servers end when this is dropped"]
pub struct Site {
    ours: Server,
    relay: Relay,
    peerjs: (Process, u16),
    rooms: AtomicU32,
}

/// A person's lines to the servers of a contender: a fresh origin.
#[derive(Debug)]
pub struct Lines {
    role: Role,
    page: Forwarder,
    peerjs: Forwarder,
}

impl Site {
    /// Starts all servers.
    ///
    /// # Errors
    ///
    /// If one of them does not start.
    pub async fn start() -> Result<Self> {
        let pages = pages()?;
        let ours = Server::start_serving(pages.join("ours")).await?;
        let relay = Relay::start(&pages.join("others")).await?;
        Ok(Self {
            ours,
            relay,
            peerjs: start_peerjs().await?,
            rooms: AtomicU32::new(0),
        })
    }

    /// Returns the name of a room in which nobody was.
    pub fn room(&self) -> String {
        format!("room-{}", self.rooms.fetch_add(1, Ordering::Relaxed))
    }

    /// Returns our server, to kill and restart it.
    pub fn ours(&mut self) -> &mut Server {
        &mut self.ours
    }

    /// Opens lines to the servers of a contender.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn lines(&self, contender: Contender, role: Role, speed: Speed) -> Result<Lines> {
        let server = match contender.page() {
            None => self.ours.port(),
            Some(_) => self.relay.port(),
        };
        Ok(Lines {
            role,
            page: Forwarder::open(role.host(), server, speed).await?,
            peerjs: Forwarder::open(role.host(), self.peerjs.1, speed).await?,
        })
    }
}

impl Lines {
    /// Returns the address of a contender's page.
    pub fn url(&self, contender: Contender, room: &str, opening: Opening) -> String {
        let origin = self.page.address();
        let page = match (contender.page(), opening) {
            (None, Opening::Autojoin) => "autojoin.html?",
            (None, Opening::Lobby | Opening::Press) => "?",
            (Some(page), _) => page,
        };
        let opening = match opening {
            Opening::Lobby => "",
            Opening::Press => "press&",
            Opening::Autojoin => "autojoin&",
        };
        let (role, peerjs) = (self.role.name(), self.peerjs.address().port());
        format!("http://{origin}/{page}{opening}role={role}&peerjs={peerjs}#{room}")
    }

    /// Returns how many bytes came over the lines.
    pub fn received(&self) -> u64 {
        self.page.received() + self.peerjs.received()
    }
}

/// Builds the folders that are served: `ours` is `dist/` with the probe in front, `others` has the other contenders.
fn pages() -> Result<PathBuf> {
    let folder = xtask::repository::scratch("bench/pages")?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let (ours, others) = (folder.join("ours"), folder.join("others"));
    for folder in [&ours, &others] {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let dist = visavis_journeys::dist()?;
    copy_all(&dist, &ours, |name| !name.starts_with("index.html"))?;
    copy_all(&source, &ours, |name| name == "probe.js")?;
    copy_all(&source, &others, |_| true)?;
    copy_all(&visavis_journeys::path("VISAVIS_PEERS")?, &others, |_| true)?;

    let page = fs::read_to_string(dist.join("index.html")).context("dist/ has no page")?;
    let page = page.replacen("<head>", "<head>\n  <script src=\"probe.js\"></script>", 1);
    let autojoin = page.replacen("<vis-a-vis", "<vis-a-vis autojoin", 1);
    for (name, text) in [("index.html", page), ("autojoin.html", autojoin)] {
        fs::write(ours.join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(folder)
}

/// Copies the entries of a folder into another: the server does not follow links that lead out of the folder.
fn copy_all(from: &Path, to: &Path, wanted: fn(&str) -> bool) -> Result<()> {
    let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries.flatten() {
        if wanted(&entry.file_name().to_string_lossy()) {
            let copy = to.join(entry.file_name());
            if entry.path().is_dir() {
                fs::create_dir(&copy).with_context(|| format!("cannot create {}", copy.display()))?;
                copy_all(&entry.path(), &copy, |_| true)?;
            } else {
                fs::copy(entry.path(), &copy).with_context(|| format!("cannot copy {}", copy.display()))?;
            }
        }
    }
    Ok(())
}

/// Starts the server of PeerJS.
async fn start_peerjs() -> Result<(Process, u16)> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    let port = free.local_addr().context("no free port")?.port();
    drop(free);
    let mut command = Command::new(visavis_journeys::path("VISAVIS_NODE")?);
    command
        .arg(visavis_journeys::path("VISAVIS_PEERJS_SERVER")?)
        .args([
            "--host",
            "127.0.0.1",
            "--path",
            "/app",
            "--port",
            &port.to_string(),
        ]);
    let (process, ()) = Process::start("peerjs", &mut command, Echo::Hidden, |line| {
        line.contains("Started PeerServer").then_some(())
    })
    .await?;
    Ok((process, port))
}
