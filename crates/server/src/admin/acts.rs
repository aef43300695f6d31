//! What can be asked for and done. Each act is a line of the audit.

use super::{AdminError, json, read};
use crate::bans::{Ban, Target, parse_network};
use crate::hello::RoomName;
use crate::refusal::Refusal;
use crate::room::Whom;
use crate::server::Server;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tracing::info;
use visavis_protocol::{ClientId, CloseCode};

/// The longest time for which somebody is shut out, unless it is until the server stops: a hundred years.
const MAX_SECONDS: u64 = 100 * 366 * 24 * 60 * 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneRoom {
    room: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnePerson {
    room: String,
    id: ClientId,
}

/// Exactly one of the first three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneBan {
    address: Option<String>,
    sub: Option<String>,
    jti: Option<String>,
    seconds: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneToken {
    jti: String,
    seconds: Option<u64>,
}

impl OneBan {
    fn target(self) -> Result<Target, AdminError> {
        match (self.address, self.sub, self.jti) {
            (Some(address), None, None) => {
                let network = parse_network(&address);
                network
                    .map(Target::Address)
                    .map_err(|error| AdminError::BadRequest(error.to_string()))
            }
            (None, Some(sub), None) => Ok(Target::Sub(sub)),
            (None, None, Some(jti)) => Ok(Target::Jti(jti)),
            _ => Err(AdminError::BadRequest(
                "expected one of address, sub and jti".to_owned(),
            )),
        }
    }
}

/// Returns all rooms and the people in them.
pub async fn list(State(server): State<Arc<Server>>) -> Response {
    json(&json!({"rooms": server.rooms.list()}))
}

/// Ends a call for everybody in it. Its name is free then.
pub async fn close(State(server): State<Arc<Server>>, body: Bytes) -> Result<Response, AdminError> {
    let room = name(&read::<OneRoom>(&body)?.room)?;
    let people = server.rooms.expel_from(&room, &Whom::Everybody, Refusal::Closed);
    let people = people.ok_or(AdminError::NoSuchRoom)?;
    info!(target: "visavis_server::audit", admin = "close", room = server.rooms.log_id(&room), people, "audit");
    Ok(json(&json!({"people": people})))
}

/// Removes a person from a room, who cannot come back.
pub async fn remove(State(server): State<Arc<Server>>, body: Bytes) -> Result<Response, AdminError> {
    let OnePerson { room, id } = read(&body)?;
    let room = name(&room)?;
    let (whom, refusal) = (Whom::Person(id.clone()), Refusal::Code(CloseCode::Removed));
    match server.rooms.expel_from(&room, &whom, refusal) {
        None => return Err(AdminError::NoSuchRoom),
        Some(0) => return Err(AdminError::NoSuchPerson),
        Some(_) => {}
    }
    let log_id = server.rooms.log_id(&room);
    info!(target: "visavis_server::audit", admin = "remove", room = log_id, whom = id.0, "audit");
    Ok(json(&json!({"people": 1})))
}

/// Returns whom the server shuts out.
pub async fn bans(State(server): State<Arc<Server>>) -> Response {
    let now = server.rooms.now();
    let describe = |ban: Ban| {
        let (kind, value) = match ban.target {
            Target::Address(network) => ("address", network.to_string()),
            Target::Sub(sub) => ("sub", sub),
            Target::Jti(jti) => ("jti", jti),
        };
        json!({kind: value, "seconds": ban.until.map(|until| until.since(now).as_secs())})
    };
    let bans: Vec<_> = server.list_bans().into_iter().map(describe).collect();
    json(&json!({"bans": bans}))
}

/// Shuts out an address, a network or the `sub` of tokens, and removes whoever is in a room.
pub async fn shut_out(State(server): State<Arc<Server>>, body: Bytes) -> Result<Response, AdminError> {
    let wanted: OneBan = read(&body)?;
    let seconds = wanted.seconds;
    let target = wanted.target()?;
    let whom = match &target {
        Target::Address(network) => Whom::Address(*network),
        Target::Sub(subject) => Whom::Subject(subject.clone()),
        Target::Jti(_) => {
            return Err(AdminError::BadRequest(
                "a token is revoked, not shut out".to_owned(),
            ));
        }
    };
    ban(&server, "ban", target, seconds, &whom, Refusal::Banned)
}

/// Makes a token invalid, and removes whoever came with it.
pub async fn revoke(State(server): State<Arc<Server>>, body: Bytes) -> Result<Response, AdminError> {
    let OneToken { jti, seconds } = read(&body)?;
    let whom = Whom::Token(jti.clone());
    let refusal = Refusal::Code(CloseCode::Removed);
    ban(&server, "revoke", Target::Jti(jti), seconds, &whom, refusal)
}

/// Lets somebody in again.
pub async fn lift(State(server): State<Arc<Server>>, body: Bytes) -> Result<Response, AdminError> {
    let target = read::<OneBan>(&body)?.target()?;
    if !server.lift_ban(&target) {
        return Err(AdminError::NoSuchBan);
    }
    info!(target: "visavis_server::audit", admin = "lift", whom = logged(&server, &target), "audit");
    Ok(json(&json!({})))
}

/// Lets `/readyz` tell that newcomers should be sent elsewhere.
pub async fn drain(State(server): State<Arc<Server>>) -> Response {
    server.leave();
    info!(target: "visavis_server::audit", admin = "drain", "audit");
    json(&json!({}))
}

fn ban(
    server: &Arc<Server>,
    verb: &'static str,
    target: Target,
    seconds: Option<u64>,
    whom: &Whom,
    refusal: Refusal,
) -> Result<Response, AdminError> {
    let until = seconds.map(|seconds| server.rooms.now() + Duration::from_secs(seconds.min(MAX_SECONDS)));
    let logged = logged(server, &target);
    server
        .ban(Ban { target, until })
        .map_err(|_| AdminError::TooManyBans)?;
    // Whoever comes meanwhile is refused already.
    let people = server.rooms.expel(whom, refusal);
    info!(target: "visavis_server::audit", admin = verb, whom = logged, people, "audit");
    Ok(json(&json!({"people": people})))
}

/// Returns what the audit says about somebody: no claim of a token, and an address as the operator wants it.
fn logged(server: &Server, target: &Target) -> String {
    match target {
        Target::Address(network) => server.log_network(*network),
        Target::Sub(claim) | Target::Jti(claim) => server.rooms.log_hash(claim),
    }
}

fn name(room: &str) -> Result<RoomName, AdminError> {
    RoomName::read(room).map_err(|refusal| AdminError::BadRequest(refusal.to_string()))
}
