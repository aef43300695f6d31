//! Tests the waiting room of a person who asks to come in.

use super::*;
use crate::view::panels::Panel;
use visavis_call::Status;

#[wasm_bindgen_test]
fn who_waits_sees_themselves_and_nothing_of_the_call() {
    let page = Page::waiting();

    assert_eq!(page.attribute(".visavis", "data-screen"), "waiting");
    assert_eq!(page.text(".asking h2.sentence"), page.sentence("waiting", "Ada"));
    assert_eq!(
        page.text("[role=status] .spoken"),
        page.sentence("waiting", "Ada")
    );
    assert_eq!(page.attribute(".lobby", "aria-label"), "Waiting to be let in");
    assert!(page.is_seen(".own") && page.is_seen("[data-action=stop-waiting]"));
    for gone in ["input[name=name]", "[data-action=join]", ".signalling", ".room"] {
        assert!(!page.is_seen(gone), "{gone}");
    }
    assert!(page.all(".bar").is_empty());
    for key in ["c", "p", "h", "s", "f"] {
        assert!(page.key(".lobby", key), "{key} is the page's");
    }
    for panel in ["chat", "people", "quality", "log"] {
        page.view.set("panel", panel);
        assert_eq!(page.with_ui(|ui| ui.panels.open()), None, "{panel}");
    }
    page.press("camera");
    page.press("microphone");
    page.press("devices");

    let on = |source| Command::Switch { source, on: true };
    assert_eq!(page.intentions(), [on(Source::Camera), on(Source::Microphone)]);
    assert_eq!(page.with_ui(|ui| ui.panels.open()), Some(Panel::Devices));
}

#[wasm_bindgen_test]
fn who_stops_waiting_is_in_the_lobby_again_with_all_they_had() {
    let page = Page::waiting();
    page.field("input[name=name]").set_value("Grace");
    page.own(Source::Camera, Status::On, None);
    page.own(Source::Microphone, Status::Off, None);

    page.press("stop-waiting");
    page.own(Source::Camera, Status::Off, None);
    page.tell(Event::Left);

    let source = Source::Camera;
    let again = Command::Suggest { source, on: true };
    assert_eq!(page.intentions(), [Command::Leave, again]);
    assert_eq!(page.attribute(".visavis", "data-screen"), "lobby");
    assert_eq!(page.attribute(".lobby", "aria-label"), "Before the call");
    assert_eq!(page.field("input[name=name]").value(), "Grace");
    assert!(page.is_seen("[data-action=join]") && !page.is_seen(".asking"));
}

#[wasm_bindgen_test]
fn who_is_let_in_goes_over_to_the_call_with_what_is_open() {
    let page = Page::waiting();
    page.press("devices");

    page.tell(Event::SignallingChanged(Signalling::Connected));

    assert_eq!(page.attribute(".visavis", "data-screen"), "call");
    assert!(page.is_seen(".bar") && page.all(".asking").is_empty());
    assert_eq!(page.with_ui(|ui| ui.panels.open()), Some(Panel::Devices));
    page.tell(Event::Left);
    assert_eq!(page.attribute(".visavis", "data-screen"), "after");
}

#[wasm_bindgen_test]
fn who_is_declined_may_ask_again() {
    let page = Page::waiting();

    page.tell(Event::Failed(Code::NotLetIn.into()));
    page.tell(Event::Left);

    assert_eq!(page.text(".after .sentence"), Code::NotLetIn.sentence());
    assert_eq!(page.text("[data-action=try-again]"), "Ask again");
    page.press("try-again");
    assert!(matches!(page.intentions()[..], [Command::Join { .. }]));
    page.tell(Event::SignallingChanged(Signalling::Connecting));
    page.tell(Event::Failed(Code::RoomFull.into()));
    assert_eq!(page.text("[data-action=try-again]"), "Try again");
}

#[wasm_bindgen_test]
fn who_waits_is_told_of_a_crowd_and_of_a_lost_server() {
    let page = Page::in_lobby_of_locked();
    let said = || page.text(".asking .sentence");

    page.tell(Event::SignallingChanged(Signalling::Connecting));
    assert_eq!(
        said(),
        page.sentence("connecting", ""),
        "the call is not shown before"
    );
    assert_eq!(page.attribute(".visavis", "data-screen"), "waiting");
    page.tell(Event::SignallingChanged(Signalling::Waiting));
    assert_eq!(said(), page.sentence("crowded", ""));
    page.tell(Event::WaitingFor("Ada".to_owned()));
    assert_eq!(said(), page.sentence("waiting", "Ada"));
    page.tell(Event::SignallingChanged(Signalling::TabsOnly));
    assert_eq!(said(), page.sentence("waiting-lost", ""));
    page.tell(Event::WaitingFor("Lin".to_owned()));
    page.tell(Event::SignallingChanged(Signalling::Waiting));

    assert_eq!(said(), page.sentence("waiting", "Lin"));
    assert_eq!(page.attribute(".visavis", "data-screen"), "waiting");
}

#[wasm_bindgen_test]
fn who_is_reached_in_another_way_or_is_in_a_call_does_not_wait() {
    let page = Page::waiting();
    page.tell(joined("a", "Ada", true));
    assert_eq!(page.attribute(".visavis", "data-screen"), "call");

    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::SignallingChanged(Signalling::Reconnecting));
    page.tell(Event::SignallingChanged(Signalling::Waiting));
    assert_eq!(page.attribute(".visavis", "data-screen"), "call");
}

impl Page {
    fn in_lobby_of_locked() -> Self {
        let page = Self::open();
        page.present(&[], Some(2));
        page
    }

    fn waiting() -> Self {
        let page = Self::in_lobby_of_locked();
        page.tell(Event::SignallingChanged(Signalling::Connecting));
        page.tell(Event::WaitingFor("Ada".to_owned()));
        page.tell(Event::SignallingChanged(Signalling::Waiting));
        page
    }

    fn sentence(&self, key: &str, name: &str) -> String {
        plain(Some(self.with_ui(|ui| ui.strings.about(key, name))))
    }
}
