//! Tests that everything that is said is said anew in another language.

use super::*;
use visavis_call::quality::{LinkSample, Quality, Sample};
use visavis_call::{Participant, RecordingState};
use web_sys::Node;

const ENGLISH: &str = include_str!("../strings/en.txt");

/// What is no language: codes, keys, measured values, the name of the room, states and times of the log; and the lines
/// that pass.
const ASIDE: &str = "style, code, pre, kbd:not([data-say]), time, .took, .room, .spoken, .passing, \
    [data-state] .with, [data-measure]:not([data-measure=path])";
/// The values beside the words of the log.
const VALUES: &str = ".facts > li";

#[wasm_bindgen_test]
fn the_lobby_speaks_another_language_at_once() {
    for names in [0, 1, 2, 3, 5] {
        let page = Page::open();
        page.present(&["ADA", "", "KIM", "OMAR", "MIA"][..names], None);
        page.own(
            Source::Camera,
            visavis_call::Status::Denied,
            Some("It is denied."),
        );
        page.speaks_capitals();
    }
    let page = Page::open();
    page.present(&[], Some(3));
    page.press("devices");
    page.speaks_capitals();

    page.view.show_now(&Notice::Refused(Failure::new(
        Code::TokenRefused,
        "It is refused.",
    )));

    page.speaks_capitals();
    assert_eq!(page.text(".note .sentence"), "It is refused.");
}

#[wasm_bindgen_test]
fn the_call_speaks_another_language_at_once() {
    let page = Page::of_events();

    for name in ["chat", "people", "devices", "quality", "log", "help"] {
        page.view.set("panel", name);
        page.speaks_capitals();
    }
    page.press("more");
    page.speaks_capitals();
    page.view.set("panel", "people");
    for part in ["person-menu", "remove", "rename", "save-name"] {
        if part == "save-name" {
            page.field(".inset input").set_value(" ");
        }
        page.press(part);
        page.speaks_capitals();
    }
}

#[wasm_bindgen_test]
fn the_end_of_a_call_speaks_another_language_at_once() {
    for event in [Event::Left, Event::Failed(failure("It failed."))] {
        let page = Page::in_call();
        page.tell(event);
        page.speaks_capitals();
    }
}

#[wasm_bindgen_test]
fn somebody_who_waits_is_told_so_in_another_language_at_once() {
    for host in [None, Some("ADA"), Some("")] {
        let page = Page::open();
        if let Some(host) = host {
            page.tell(Event::WaitingFor(host.to_owned()));
        }
        page.tell(Event::SignallingChanged(Signalling::Waiting));
        let waits = match host {
            None => "Many people are asking to join. You'll get your turn automatically.",
            Some("") => "Waiting for Guest to let you in…",
            Some(_) => "Waiting for ADA to let you in…",
        };
        assert_eq!(page.text(".signalling"), waits);
        page.speaks_capitals();
    }
}

#[wasm_bindgen_test]
fn a_ring_room_speaks_another_language_at_once() {
    let page = Page::ring();
    page.tell(joined("A", "ADA", false));
    for ring in [
        Ring::Calling,
        Ring::Ringing,
        Ring::Busy,
        Ring::Accepted,
        Ring::HungUp,
    ] {
        page.tell(Event::RingChanged(id("A"), ring));
        page.speaks_capitals();
    }
}

impl Page {
    /// Opens a call in which as much as possible is said.
    fn of_events() -> Self {
        let page = Self::in_call();
        page.tell(joined("A", "ADA", true));
        page.tell(joined("B", "", false));
        for person in ["A", "B"] {
            let (id, from) = (id(person), Participant::Remote(id(person)));
            page.tell(Event::HostChanged {
                host: id.clone(),
                is_self: false,
                is_locked: true,
            });
            page.tell(Event::RecordingChanged {
                from: from.clone(),
                state: RecordingState::Tapping,
                elapsed: Duration::ZERO,
            });
            page.tell(Event::LinkChanged(id.clone(), LinkState::Connected));
            page.tell(Event::LinkChanged(id.clone(), LinkState::Troubled));
            page.tell(Event::LinkProblem(id.clone(), Some(Code::NoPath.into())));
            page.tell(Event::QualityChanged(id.clone(), Quality::Poor));
            page.tell(Event::Stats(id.clone(), sample()));
            page.tell(Event::Said {
                from,
                id: "1".to_owned(),
                at: 1_764_504_000_000,
                text: "HELLO".to_owned(),
            });
            page.tell(Event::Dropped {
                peer: id.clone(),
                why: "UNREADABLE",
            });
            page.view
                .show_now(&Notice::RemoteStream(id.clone(), Picture::Screen, painted()));
            page.tell(Event::MediaChanged(
                id,
                SortedMap::from([("0".to_owned(), track(Source::Screen))]),
            ));
        }
        page.tell(Event::Said {
            from: Participant::Local,
            id: "2".to_owned(),
            at: 1_764_504_000_000,
            text: "HELLO".to_owned(),
        });
        page.press("chat");
        page.tell(Event::HandChanged {
            from: Participant::Local,
            is_up: true,
        });
        page.tell(Event::RecordingChanged {
            from: Participant::Local,
            state: RecordingState::Tapping,
            elapsed: Duration::ZERO,
        });
        page.tell(Event::Logged {
            peer: id("A"),
            direction: Direction::Sent,
            message: offer(),
        });
        page.own(Source::Screen, visavis_call::Status::On, None);
        page.own(
            Source::Camera,
            visavis_call::Status::Denied,
            Some("It is denied."),
        );
        page.with_ui(|ui| ui.withhold(Code::FrameNoWindows));
        page.with_ui(|ui| ui.note_file_problem(tools::FileKind::Recording, Code::PictureScrambled));
        page.tell(Event::HostChanged {
            host: id("me"),
            is_self: true,
            is_locked: true,
        });
        let people =
            ["K", "L", "M", "N"].map(|name| Person::new(id(name), if name == "L" { "" } else { name }));
        page.tell(Event::Knocking(people.to_vec()));
        page.press("more");
        page.with_ui(Ui::draw_log);
        page
    }

    /// Switches to English in capitals, finds nothing in small letters, and switches back.
    fn speaks_capitals(&self) {
        self.view.show_now(&Notice::OwnName("GRACE".to_owned()));
        self.with_ui(|ui| ui.speak(Ok(String::new())));
        let before = self.said();
        self.with_ui(|ui| ui.speak(Ok(capitals())));

        let small: Vec<_> = self
            .said()
            .into_iter()
            .filter(|text| text.chars().any(char::is_lowercase))
            .collect();
        assert_eq!(small, [""; 0]);

        self.with_ui(|ui| ui.speak(Ok(String::new())));
        assert_eq!(self.said(), before, "in English again");
    }

    /// Returns the texts and labels of everything, shown or hidden.
    fn said(&self) -> Vec<String> {
        let mut said = Vec::new();
        for element in self.all("*") {
            if element.closest(ASIDE).unwrap().is_some() || element.matches(VALUES).unwrap() {
                continue;
            }
            let children = element.child_nodes();
            let nodes = (0..children.length()).filter_map(|index| children.get(index));
            said.extend(
                nodes
                    .filter(|node| node.node_type() == Node::TEXT_NODE)
                    .map(|node| plain(node.text_content())),
            );
            let labels = ["aria-label", "title", "placeholder"].into_iter();
            said.extend(
                labels
                    .filter_map(|name| element.get_attribute(name))
                    .map(Some)
                    .map(plain),
            );
        }
        said.retain(|text| text.chars().any(char::is_alphabetic));
        said
    }
}

/// Returns the strings of a language that is English in capitals, also of failures.
fn capitals() -> String {
    let codes = Code::ALL.iter().filter_map(|code| code.key());
    let failures = codes.map(|code| format!("{code} = {}\n", code.to_uppercase()));
    let lines = ENGLISH.lines().filter_map(|line| line.split_once(" = "));
    let strings = lines.map(|(key, text)| format!("{key} = {}\n", in_capitals(text)));
    strings.chain(failures).collect()
}

/// Leaves the placeholders alone.
fn in_capitals(text: &str) -> String {
    let mut is_inside = false;
    let capital = |letter: char| {
        is_inside = (is_inside || letter == '{') && letter != '}';
        if is_inside {
            letter
        } else {
            letter.to_ascii_uppercase()
        }
    };
    text.chars().map(capital).collect()
}

fn offer() -> Message {
    Message::Offer(Offer {
        exchange: Exchange {
            offerer: SessionId::new("0123456789abcdef"),
            answerer: None,
            seq: 1,
        },
        tie_breaker: 7,
        sdp: "v=0".to_owned(),
    })
}

fn sample() -> LinkSample {
    LinkSample {
        received: Sample {
            packets: 50,
            loss_permille: 0,
            bitrate_kbps: 800,
            frames_per_second: 30,
            frozen_permille: 0,
            jitter: Duration::ZERO,
            round_trip: None,
        },
        sent_kbps: 700,
        is_relayed: Some(true),
        picture: None,
    }
}
