use visavis_call::protocol::{ClientId, LeftReason};
use visavis_call::roap::Message;
use visavis_call::{Event, MediaReport, Participant};

/// Formats an event as a line; `None` for events that only appear in the log.
pub fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::SignallingChanged(signalling) => format!("signalling {}", signalling.name()),
        Event::PersonJoined {
            person,
            is_same_browser,
            was_there,
        } => {
            let away = if person.away { ", away" } else { "" };
            let here = if *is_same_browser { ", in this browser" } else { "" };
            let does = if *was_there { "was there" } else { "joined" };
            format!("{} {does}{away}{here}", name(&person.id))
        }
        Event::SameBrowser(id) => format!("{} is in this browser", name(id)),
        Event::VolumeChanged { id, volume, is_muted } => {
            let mute = if *is_muted { ", muted" } else { "" };
            format!("{} plays at {}{mute}", name(id), volume.get())
        }
        Event::PersonRenamed(person) => format!("{} is called {}", name(&person.id), person.name),
        Event::IdentityChanged {
            of,
            identity: Some(identity),
        } => {
            let subject_of_token = identity.subject.as_deref().unwrap_or("nobody");
            let named = identity.name.iter().map(|name| format!(" by the name of {name}"));
            format!(
                "{} vouched for as {subject_of_token}{}",
                subject(of),
                named.collect::<String>()
            )
        }
        Event::IdentityChanged { of, identity: None } => format!("{} not vouched for", subject(of)),
        Event::TokenRefused(failure) => format!("token refused: {}", failure.code),
        Event::RenameRefused(failure) => format!("rename refused: {}", failure.code),
        Event::PersonAway(id) => format!("{} away", name(id)),
        Event::PersonBack(id) => format!("{} back", name(id)),
        Event::PersonLeft { id, reason } => format!("{} {}", name(id), departed(*reason)),
        Event::LinkChanged(id, state) => format!("{} {}", name(id), state.name()),
        Event::RingChanged(id, ring) => format!("{} {}", name(id), ring.name()),
        Event::MediaChanged(id, report) => format!("{} sends {}", name(id), media(report)),
        Event::Failed(failure) => format!("failed: {}", failure.code),
        Event::Left => "left".to_owned(),
        Event::Said { from, text, .. } => format!("{} wrote {text}", subject(from)),
        Event::SpeakingChanged {
            id,
            is_speaking: true,
        } => format!("{} speaks", name(id)),
        Event::SpeakingChanged {
            id,
            is_speaking: false,
        } => format!("{} is silent", name(id)),
        Event::SpeakerChanged(Some(id)) => format!("{} has the floor", name(id)),
        Event::SpeakerChanged(None) => "nobody has the floor".to_owned(),
        Event::HandChanged { from, is_up } => {
            let does = if *is_up {
                "raised a hand"
            } else {
                "lowered the hand"
            };
            format!("{} {does}", subject(from))
        }
        Event::PicturesWanted { from, wanted } => {
            let what = if *wanted { "pictures" } else { "sound alone" };
            format!("{} wants {what}", subject(from))
        }
        Event::RecordingChanged { from, state, elapsed } => {
            format!(
                "{} is {} for {} s",
                subject(from),
                state.name(),
                elapsed.as_secs()
            )
        }
        Event::Reacted { from, emoji } => format!("{} signalled {emoji}", subject(from)),
        Event::MessagesDropped { peer, count } => format!("{} dropped {count} messages", name(peer)),
        Event::QualityChanged(id, quality) => format!("{} is {}", name(id), quality.name()),
        Event::LinkProblem(id, Some(problem)) => format!("{} has the problem {}", name(id), problem.code),
        Event::LinkProblem(id, None) => format!("{} has no problem any more", name(id)),
        Event::SetUp(id, steps) => {
            let steps = steps.iter().map(|step| {
                let took = step.to.since(step.from).as_millis();
                format!(" {} {took}", step.step.name())
            });
            format!("{} set up:{}", name(id), steps.collect::<String>())
        }
        Event::WaitingFor(host) => format!("waits for {host}"),
        Event::HostChanged { host, is_locked, .. } => {
            let lock = if *is_locked { ", which is locked" } else { "" };
            format!("{} hosts the room{lock}", name(host))
        }
        Event::Knocking(people) => format!("{} knock", people.len()),
        Event::Stats(..) | Event::Logged { .. } | Event::Dropped { .. } => return None,
    })
}

fn subject(participant: &Participant) -> String {
    participant.remote().map_or("I".to_owned(), name)
}

/// Formats a negotiation message by type and sequence number.
pub fn title(message: &Message) -> Option<String> {
    let (kind, seq) = (message.message_type(), message.exchange().seq);
    Some(match message {
        Message::Candidates(_) => return None,
        Message::Error(error) => {
            let cause = error.cause.iter().map(|cause| format!(" ({cause})"));
            let name = error.error_type.name();
            format!("{kind} {name} {seq}{}", cause.collect::<String>())
        }
        Message::Offer(_) | Message::Answer(_) | Message::Ok(_) | Message::Shutdown(_) => {
            format!("{kind} {seq}")
        }
    })
}

/// Returns the name of a client: its id, capitalised.
pub fn name(id: &ClientId) -> String {
    let mut letters = id.0.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn departed(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::Left => "left",
        LeftReason::Gone => "gone",
        LeftReason::Removed => "removed",
    }
}

fn media(report: &MediaReport) -> String {
    let tracks = report.iter().map(|(mid, track)| {
        let (source, status) = (track.source.name(), track.status.name());
        format!("{mid} {source} {status}")
    });
    tracks.collect::<Vec<_>>().join(", ")
}
