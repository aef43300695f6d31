//! Every word that a person reads, so that another language is another file like this one.

use visavis_call::roap::envelope::LeftReason;
use visavis_call::{Ring, Signalling, Source, Status};

/// The words that stand in the markup by their key.
pub(super) fn fixed(key: &str) -> Option<&'static str> {
    Some(match key {
        "accept" => "Accept",
        "after" => "After the call",
        "alone" => "Nobody else is here yet. Send them the link.",
        "away" => "Away",
        "call" => "Call",
        "call-them" => "Call",
        "camera" => "Camera",
        "camera-off" => "Camera off",
        "close" => "Close",
        "connecting" => "Connecting…",
        "controls" => "Call controls",
        "copy-link" => "Copy link",
        "decline" => "Decline",
        "devices" => "Your camera and microphone",
        "dismiss" => "Dismiss",
        "end-call" => "End call",
        "hang-up" => "Hang up",
        "hint-unasked" => "Your camera and microphone start when you join.",
        "join" => "Join",
        "link" => "The link to this room",
        "lobby" => "Before the call",
        "log" => "Message log",
        "log-empty" => "No message has gone by yet.",
        "microphone" => "Microphone",
        "muted" => "Muted",
        "name" => "Your name",
        "people" => "People in the call",
        "play-sound" => "Play sound",
        "rejoin" => "Rejoin",
        "room" => "Room",
        "same-browser" => {
            "This person is in the same browser, so you hear them twice; \
             their sound is off to stop the howl."
        }
        "sound-blocked" => "Your browser keeps the sound off until you press the button.",
        "troubled" => "Poor connection",
        "try-again" => "Try again",
        "why" => "Why?",
        "you" => "You",
        _ => return None,
    })
}

pub(super) const COPIED: &str = "Copied";
pub(super) const COPY_LINK: &str = "Copy link";
pub(super) const GUEST: &str = "Guest";
pub(super) const LEFT: &str = "You left the call.";
pub(super) const CONNECTED: &str = "Connected.";

/// The line that stays while signalling is in that state.
pub(super) fn signalling(state: Signalling) -> Option<&'static str> {
    match state {
        Signalling::Connecting => Some("Connecting…"),
        Signalling::Connected => None,
        Signalling::TabsOnly => {
            Some("No call server answers, so only tabs of this browser can find each other.")
        }
        Signalling::Reconnecting => Some("Reconnecting to the server; your call goes on."),
    }
}

pub(super) fn joined(name: &str) -> String {
    format!("{name} joined")
}

pub(super) fn left(name: &str, reason: LeftReason) -> String {
    match reason {
        LeftReason::Left => format!("{name} left the call"),
        LeftReason::Gone => format!("{name} is gone: their connection was lost"),
        LeftReason::Removed => format!("{name} was removed from the call"),
    }
}

/// How the call to or from someone stands.
pub(super) fn ring(name: &str, ring: Ring) -> String {
    match ring {
        Ring::Calling => format!("Calling {name}…"),
        Ring::Ringing => format!("{name} is calling you"),
        Ring::Accepted => String::new(),
        Ring::Declined => format!("{name} declined"),
        Ring::Busy => format!("{name} is in another call"),
        Ring::NoAnswer => "No answer".to_owned(),
        Ring::Cancelled => "The call was cancelled".to_owned(),
        Ring::AnsweredElsewhere => "The call was answered elsewhere".to_owned(),
        Ring::Failed => "The call did not come about. Try again.".to_owned(),
        Ring::Gone => format!("{name} is no longer here"),
        Ring::HungUp => "The call has ended".to_owned(),
        Ring::Occupied => "You are in another call. End it first.".to_owned(),
    }
}

/// What stands in the place of one's own picture.
pub(super) fn own_camera(status: Status) -> &'static str {
    match status {
        Status::On => "Your camera is starting…",
        Status::Off => "Your camera is off.",
        Status::Pending => "Your browser asks whether the camera may be used.",
        Status::Denied => "Your camera cannot be used.",
    }
}

/// What a press on the button of a device does.
pub(super) fn press(source: Source, status: Status) -> &'static str {
    match (source, status) {
        (Source::Camera, Status::On | Status::Pending) => "Switch the camera off",
        (Source::Camera, Status::Off) => "Switch the camera on",
        (Source::Camera, Status::Denied) => "Try the camera again",
        (Source::Microphone, Status::On | Status::Pending) => "Mute the microphone",
        (Source::Microphone, Status::Off) => "Switch the microphone on",
        (Source::Microphone, Status::Denied) => "Try the microphone again",
        (Source::Screen | Source::ScreenAudio, _) => "",
    }
}

pub(super) fn sent_to(name: &str) -> String {
    format!("to {name}")
}

pub(super) fn received_from(name: &str) -> String {
    format!("from {name}")
}

pub(super) fn dropped_from(name: &str, why: &str) -> String {
    format!("Dropped from {name}: {why}")
}

pub(super) fn sdp(bytes: usize) -> String {
    format!("SDP, {bytes} bytes")
}

pub(super) fn candidates(count: usize) -> String {
    if count == 1 {
        "1 candidate".to_owned()
    } else {
        format!("{count} candidates")
    }
}

pub(super) const NO_MORE_CANDIDATES: &str = "no more candidates";
pub(super) const OFFERER: &str = "offerer";
pub(super) const ANSWERER: &str = "answerer";
pub(super) const SEQ: &str = "seq";
pub(super) const TIE_BREAKER: &str = "tie-breaker";
pub(super) const MORE_COMING: &str = "more coming";
pub(super) const RETRY_AFTER: &str = "retry after (s)";
