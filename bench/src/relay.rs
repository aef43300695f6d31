//! The relay of the other contenders, which also serves their pages and a bare echo.
//!
//! Its protocol is that of Trystero's documentation: `subscribe` to a topic and `publish` to everybody else in it. A
//! subscriber is told how many were there before.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use axum::serve::ListenerExt;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// A running relay; it ends when this is dropped.
#[derive(Debug)]
#[must_use = "the relay ends when this is dropped"]
pub struct Relay {
    port: u16,
    task: JoinHandle<()>,
}

impl Relay {
    /// Starts it on a free port, with the files of `pages`.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn start(pages: &Path) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free port")?;
        let port = listener.local_addr().context("no free port")?.port();
        let listener = listener.tap_io(|stream| {
            // A browser that is gone reports itself when it is read.
            let _ = stream.set_nodelay(true);
        });
        let files = ServeDir::new(pages).precompressed_br().precompressed_gzip();
        let router = Router::new()
            .route("/relay", any(relay))
            .fallback_service(files)
            .with_state(Topics::default());
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                xtask::say::complaint(&format!("the relay ended: {error}"));
            }
        });
        Ok(Self { port, task })
    }

    /// Returns its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Who listens to which topic. A subscriber that is gone is removed when something is published to it.
#[derive(Clone, Debug, Default)]
struct Topics(Arc<Mutex<HashMap<String, Vec<UnboundedSender<String>>>>>);

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Frame {
    Subscribe { topic: String },
    Unsubscribe { topic: String },
    Publish { topic: String, payload: Value },
}

impl Topics {
    fn handle(&self, frame: Frame, me: &UnboundedSender<String>) {
        let mut topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match frame {
            Frame::Subscribe { topic } => {
                let listeners = topics.entry(topic.clone()).or_default();
                listeners.retain(|other| !other.is_closed());
                let members = listeners.len();
                listeners.push(me.clone());
                // A subscriber that is gone needs no answer.
                let _ = me.send(json!({ "topic": topic, "members": members }).to_string());
            }
            Frame::Unsubscribe { topic } => {
                if let Some(listeners) = topics.get_mut(&topic) {
                    listeners.retain(|other| !other.same_channel(me));
                }
            }
            Frame::Publish { topic, payload } => {
                let text = json!({ "topic": topic, "payload": payload }).to_string();
                if let Some(listeners) = topics.get_mut(&topic) {
                    listeners.retain(|other| other.same_channel(me) || other.send(text.clone()).is_ok());
                }
            }
        }
    }
}

async fn relay(State(topics): State<Topics>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket: WebSocket| {
        let (mut out, mut incoming) = socket.split();
        let (me, mut mailbox) = unbounded_channel::<String>();
        let write = tokio::spawn(async move {
            while let Some(text) = mailbox.recv().await {
                if out.send(Message::Text(text.into())).await.is_err() {
                    break;
                }
            }
        });
        while let Some(Ok(message)) = incoming.next().await {
            if let Message::Text(text) = message
                && let Ok(frame) = serde_json::from_str(text.as_str())
            {
                topics.handle(frame, &me);
            }
        }
        write.abort();
    })
}
