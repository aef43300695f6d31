//! Tests the screens before, during and after the call.

use super::*;
use crate::view::message::Message;
use crate::view::screens::Screen;

#[wasm_bindgen_test]
fn the_lobby_shows_the_room_and_asks_for_a_name() {
    let page = Page::open();

    assert_eq!(page.attribute(".visavis", "data-screen"), "lobby");
    assert_eq!(page.text(".room"), "standup");
    assert_eq!(page.field("input[name=name]").value(), "Grace Hopper");
    assert_eq!(page.text(".initials"), "GH");
}

#[wasm_bindgen_test]
fn every_button_has_an_accessible_name() {
    let page = Page::open();

    for screen in [Screen::Lobby, Screen::Call, Screen::After] {
        page.with_ui(|ui| ui.screens.show(screen, &mut ui.self_view))
            .unwrap();
        let buttons = page.all("button");
        assert!(!buttons.is_empty());
        for button in buttons {
            let label = button.get_attribute("aria-label");
            let name = label.or_else(|| button.text_content()).unwrap_or_default();
            assert!(!name.trim().is_empty(), "{}", button.outer_html());
        }
    }
}

#[wasm_bindgen_test]
fn joining_sends_the_typed_name() {
    let page = Page::open();
    page.field("input[name=name]").set_value("  Ada  ");

    page.press("join");

    let name = "Ada".to_owned();
    assert_eq!(page.intentions(), [Command::Join { name }]);
}

#[wasm_bindgen_test]
fn a_permission_is_no_word_of_the_person() {
    let page = Page::open();
    // The server refuses nobody.
    page.with_ui(|ui| ui.handle(Message::LookLate));

    page.with_ui(|ui| ui.handle(Message::Permitted(Source::Microphone)));
    page.tell(Event::SignallingChanged(Signalling::Connecting));
    page.with_ui(|ui| ui.handle(Message::Permitted(Source::Camera)));

    let source = Source::Microphone;
    assert_eq!(page.intentions(), [Command::Suggest { source, on: true }]);
}

#[wasm_bindgen_test]
fn the_lobby_says_what_starts_with_the_call() {
    let off = visavis_call::Status::Off;
    for (devices, hint) in [
        (&[][..], "Your camera and microphone turn on when you join."),
        (&[Source::Microphone], "Your camera turns on when you join."),
        (&[Source::Camera], "Your microphone turns on when you join."),
        (&[Source::Microphone, Source::Camera], "Your camera is off."),
    ] {
        let page = Page::open();
        for source in devices {
            page.own(*source, off, None);
        }

        assert_eq!(page.text(".hint"), hint);
    }
}

#[wasm_bindgen_test]
fn each_button_sends_its_command() {
    let page = Page::in_call();
    page.own(Source::Camera, visavis_call::Status::On, None);

    page.press("camera");
    page.press("microphone");
    page.press("log");
    page.press("leave");

    let (camera, microphone) = (Source::Camera, Source::Microphone);
    assert_eq!(
        page.intentions(),
        [
            Command::Switch {
                source: camera,
                on: false
            },
            Command::Switch {
                source: microphone,
                on: true
            },
            Command::Leave,
        ]
    );
}

#[wasm_bindgen_test]
fn a_refused_join_shows_no_call_duration() {
    let refused = Page::open();
    refused.tell(Event::SignallingChanged(Signalling::Connecting));
    refused.tell(Event::Failed(failure("This call is full (6 people).")));
    let left = Page::in_call();
    left.tell(Event::Left);

    assert!(refused.find::<Element>(".length").has_attribute("hidden"));
    assert!(!left.find::<Element>(".length").has_attribute("hidden"));
}

#[wasm_bindgen_test]
fn a_page_in_an_unsupported_language_is_marked_as_english() {
    let page = Page::of(false, "he");

    assert_eq!(page.attribute(".visavis", "lang"), "en");
    assert_eq!(page.attribute(".visavis", "dir"), "ltr");
}

#[wasm_bindgen_test]
fn a_right_to_left_name_is_isolated_in_a_sentence() {
    let page = Page::open();

    page.present(&["\u{645}\u{646}\u{649}"], None);

    let said = page.find::<Element>(".present").text_content();
    let expected = "\u{2068}\u{645}\u{646}\u{649}\u{2069} is in the call.";
    assert_eq!(said.as_deref(), Some(expected));
}

#[wasm_bindgen_test]
fn a_button_is_in_the_document_once() {
    let page = Page::in_call();
    assert_eq!(page.all("[data-action=camera]").len(), 1);
    assert_eq!(page.all("[data-action=join]").len(), 0);
    assert_eq!(page.all("video[part=self]").len(), 1);

    page.tell(Event::Left);

    assert_eq!(page.all("[data-action=camera]").len(), 0);
    assert_eq!(page.all("[data-action=rejoin]").len(), 1);
}

#[wasm_bindgen_test]
fn the_signalling_state_is_shown_as_a_sentence_and_an_attribute() {
    let page = Page::open();

    page.tell(Event::SignallingChanged(Signalling::TabsOnly));

    assert_eq!(page.attribute(".visavis", "data-screen"), "call");
    assert_eq!(page.attribute(".visavis", "data-signalling"), "tabs-only");
    assert!(page.text(".status").contains("The call server isn't responding."));
}

#[wasm_bindgen_test]
fn a_problem_of_both_devices_is_shown_once_until_resolved() {
    let page = Page::in_call();
    let denied = visavis_call::Status::Denied;
    page.own(Source::Camera, denied, Some("Allow the camera."));
    page.own(Source::Microphone, denied, Some("Allow the camera."));
    assert_eq!(page.all(".note").len(), 1);
    assert_eq!(page.text(".note .sentence"), "Allow the camera.");
    assert_eq!(page.text(".note code"), "CameraDenied");

    page.own(Source::Camera, visavis_call::Status::On, None);
    assert_eq!(page.all(".note").len(), 1);
    page.own(Source::Microphone, visavis_call::Status::On, None);

    assert_eq!(page.all(".note").len(), 0);
}

#[wasm_bindgen_test]
fn leaving_after_a_failure_keeps_its_reason() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::Failed(failure("This call is full (6 people).")));
    page.tell(Event::Left);

    assert_eq!(page.attribute(".visavis", "data-screen"), "after");
    assert_eq!(page.text(".after .sentence"), "This call is full (6 people).");
    page.press("try-again");
    let name = "Grace Hopper".to_owned();
    assert_eq!(page.intentions(), [Command::Join { name }]);
}

#[wasm_bindgen_test]
fn views_on_the_same_page_are_independent() {
    let (one, other) = (Page::in_call(), Page::open());

    one.tell(joined("a", "Ada", false));

    assert_eq!(one.all(".person").len(), 1);
    assert_eq!(other.attribute(".visavis", "data-screen"), "lobby");
    let sheets = [&one, &other].map(|page| page.shadow.adopted_style_sheets().get(0));
    assert!(!sheets[0].is_undefined());
    assert_eq!(sheets[0], sheets[1]);
}

#[wasm_bindgen_test]
fn a_dropped_view_removes_everything() {
    let Page {
        view,
        shadow,
        intended,
        ..
    } = Page::in_call();
    let button: HtmlElement = shadow
        .query_selector("[data-action=leave]")
        .unwrap()
        .unwrap()
        .unchecked_into();

    drop(view);
    button.click();

    assert_eq!(shadow.child_element_count(), 0);
    assert_eq!(Rc::strong_count(&intended), 1, "no listener holds it");
    assert!(intended.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn notices_before_the_strings_are_loaded_are_kept() {
    // The file does not exist: a warning is logged, and English is used.
    let page = Page::of(false, "de");
    page.tell(Event::SignallingChanged(Signalling::Connected));
    page.tell(joined("a", "Ada", false));
    assert_eq!(page.all(".person").len(), 0);

    eventually(|| !page.find::<Element>(".visavis").has_attribute("data-wordless")).await;

    assert_eq!(page.attribute(".visavis", "data-screen"), "call");
    assert_eq!(page.text(".person .name"), "Ada");
}

#[wasm_bindgen_test]
fn a_refusal_is_shown_in_the_lobby_before_the_camera_starts() {
    let page = Page::open();
    page.view.owner.put(Message::Permitted(Source::Camera));

    page.view.show_now(&Notice::Refused(Code::TokenNotValid.into()));

    let sentences = || page.all(".note .sentence");
    assert_eq!(sentences().len(), 1);
    assert_eq!(page.text(".note .sentence"), Code::TokenNotValid.sentence());
    assert_eq!(page.text(".note code"), "TokenNotValid");
    // Also if the server does not answer later, or too late.
    page.view.show_now(&Notice::Unanswered);
    page.view.owner.put(Message::LookLate);
    assert_eq!(page.intentions(), []);
    assert_eq!(page.text(".note code"), "TokenNotValid", "why says more");

    let names = vec!["Ada".to_owned()];
    let locked_with = None;
    page.view.show_now(&Notice::Present { names, locked_with });

    assert_eq!(page.text(".present"), "Ada is in the call.");
    assert_eq!(sentences().len(), 0);
    assert_eq!(page.intentions().len(), 1, "{:?}", page.intentions());
}

#[wasm_bindgen_test]
fn permitted_devices_start_once_the_server_answers_or_there_is_none() {
    for answer in [
        Message::Notice(Notice::Present {
            names: Vec::new(),
            locked_with: None,
        }),
        Message::Notice(Notice::Unanswered),
        Message::LookLate,
    ] {
        let page = Page::open();
        page.view.owner.put(Message::Permitted(Source::Camera));
        assert_eq!(page.intentions(), []);

        page.view.owner.put(answer);
        page.view.owner.put(Message::Permitted(Source::Microphone));

        assert_eq!(page.intentions().len(), 2, "{:?}", page.intentions());
    }
}

#[wasm_bindgen_test]
fn a_new_token_offers_another_try() {
    let page = Page::in_call();
    let is_hidden = || {
        page.find::<Element>("[data-action=try-again]")
            .has_attribute("hidden")
    };
    page.tell(Event::Failed(Code::TokenNotValid.into()));
    page.tell(Event::Left);
    assert!(is_hidden());

    page.view.show_now(&Notice::TokenRenewed);

    assert!(!is_hidden());
}
