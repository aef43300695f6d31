//! Tests what opens in place in the list of people: the host's menu, the question before a removal, and the field for the
//! own name.

use super::*;
use visavis_call::Participant;
use visavis_call::protocol::Identity;

#[wasm_bindgen_test]
fn a_removal_asks_first_and_says_whom() {
    let page = hosted(false);
    page.find::<HtmlElement>(".row[data-of=a] .verbs").click();
    assert_eq!(page.text(".inset .item"), "Remove Ada from the call");
    assert_eq!(page.attribute(".row[data-of=a] .verbs", "aria-expanded"), "true");

    page.press("remove");
    assert_eq!(page.attribute(".inset", "role"), "alertdialog");
    assert_eq!(page.text("#question"), "Remove Ada from the call?");
    assert_eq!(
        page.focused_text(),
        "Cancel",
        "nothing happens to who presses twice"
    );
    assert_eq!(page.intentions(), []);
    page.press("remove-now");

    assert_eq!(page.intentions(), [Command::Remove(id("a"))]);
    assert_eq!(page.all(".inset").len(), 0);
    assert!(page.has_focus(".row[data-of=a] .verbs"));
}

#[wasm_bindgen_test]
fn cancel_and_escape_remove_nobody_and_give_the_focus_back() {
    let page = hosted(false);
    for by_key in [false, true] {
        page.ask_about("b");
        if by_key {
            assert!(!page.key(".inset", "Escape"));
        } else {
            page.press("close-inset");
        }

        assert_eq!(page.all(".inset").len(), 0);
        assert!(page.has_focus(".row[data-of=b] .verbs"));
        assert_eq!(page.attribute(".row[data-of=b] .verbs", "aria-expanded"), "false");
        assert_eq!(
            page.attribute(".visavis", "data-panel"),
            "people",
            "one thing is closed"
        );
    }
    assert_eq!(page.intentions(), []);
}

#[wasm_bindgen_test]
fn the_question_ends_with_its_person_its_host_and_its_panel() {
    let page = hosted(false);
    page.ask_about("a");
    page.tell(Event::PersonLeft {
        id: id("b"),
        reason: LeftReason::Left,
    });
    assert_eq!(page.all(".inset").len(), 1);
    page.with_ui(Ui::tick);
    page.tell(Event::PersonLeft {
        id: id("a"),
        reason: LeftReason::Left,
    });
    assert_eq!(page.all(".inset").len(), 0);
    page.with_ui(Ui::tick);
    assert!(page.has_focus(".panel"), "the focus is not lost");

    for end in [
        |page: &Page| page.tell(host(false, false)),
        |page: &Page| page.press("close-panel"),
        |page: &Page| page.view.set("panel", "chat"),
        |page: &Page| page.tell(Event::Left),
    ] {
        let page = hosted(false);
        page.ask_about("a");
        end(&page);
        assert!(page.with_ui(|ui| ui.inset.is_none()));
        assert_eq!(page.all(".inset").len(), 0);
    }
}

#[wasm_bindgen_test]
fn one_thing_is_open_at_a_time_and_a_click_elsewhere_closes_a_menu_alone() {
    let page = hosted(false);
    let open = |selector: &str| page.find::<HtmlElement>(selector).click();
    open(".row[data-of=a] .verbs");
    open(".row[data-of=b] .verbs");
    assert_eq!(page.text(".inset .item"), "Remove Lin from the call");
    assert_eq!(page.all(".inset").len(), 1);
    open(".panel h2");
    assert_eq!(page.all(".inset").len(), 0);

    open(".row[data-of=a] .verbs");
    open(".row[data-of=a] .verbs");
    assert_eq!(page.all(".inset").len(), 0, "its button closes it");

    page.ask_about("a");
    open(".panel h2");
    assert_eq!(page.all(".inset").len(), 1, "a question stays");
}

#[wasm_bindgen_test]
fn the_question_follows_the_name_and_the_lock() {
    let page = hosted(false);
    page.ask_about("a");
    assert!(page.text("#consequence").contains("another way in"));

    page.tell(host(true, true));
    page.tell(Event::PersonRenamed(Person::new(id("a"), "Countess")));

    assert!(page.text("#consequence").ends_with("they have to ask first."));
    assert_eq!(page.text("#question"), "Remove Countess from the call?");
}

#[wasm_bindgen_test]
fn the_own_name_is_changed_and_kept_for_the_next_call() {
    let page = hosted(false);
    assert_eq!(page.text(".you .name"), "Grace Hopper (you)");
    for by_enter in [true, false] {
        page.press("rename");
        let field = page.field(".inset input");
        assert_eq!((field.value(), field.max_length()), ("Grace Hopper".into(), 64));
        assert!(page.has_focus(".inset input"));
        field.set_value("  Grace  ");

        if by_enter {
            page.key(".inset input", "Enter");
        } else {
            page.press("save-name");
        }
        assert_eq!(page.all(".inset").len(), 0);
        assert!(page.has_focus(".rename"));
    }
    assert_eq!(page.intentions(), vec![Command::Rename("Grace".into()); 2]);

    assert_eq!(preferences::get(preferences::NAME).as_deref(), Some("Grace"));
    page.view.show_now(&Notice::OwnName("Grace".into()));
    assert_eq!(page.text(".you .name"), "Grace (you)");
    page.tell(Event::Left);
    page.press("rejoin");
    let name = "Grace".to_owned();
    assert_eq!(page.intentions().last(), Some(&Command::Join { name }));
}

#[wasm_bindgen_test]
fn what_opens_moves_what_is_below() {
    let page = hosted(false);
    let style = "display: block; inline-size: 240px; block-size: 480px";
    page.shadow.host().set_attribute("style", style).unwrap();
    let rect = |selector: &str| page.find::<Element>(selector).get_bounding_client_rect();

    page.press("rename");
    assert!(rect(".inset").bottom() <= rect(".everyone").top());
    page.ask_about("a");

    assert!(rect(".inset").bottom() <= rect(".row[data-of=b]").top());
    // Also the button that has not the focus.
    assert!(rect("[data-action=remove-now]").bottom() <= rect(".panel").bottom());
}

#[wasm_bindgen_test]
fn a_name_of_which_nothing_can_be_seen_is_not_taken() {
    let page = hosted(false);
    page.press("rename");
    page.field(".inset input").set_value(" \u{200b} ");

    page.press("save-name");

    assert_eq!(page.intentions(), []);
    assert_eq!(page.text(".inset [role=alert]"), "Please enter a name.");
    assert!(page.has_focus(".inset input"));
    page.key(".inset input", "Escape");
    assert_eq!(page.text(".you .name"), "Grace Hopper (you)");
}

#[wasm_bindgen_test]
fn a_name_that_is_vouched_for_cannot_be_changed() {
    let page = hosted(false);
    page.press("rename");

    page.tell(Event::IdentityChanged {
        of: Participant::Local,
        identity: Some(Identity {
            name: Some("Ada Lovelace".into()),
            ..Identity::default()
        }),
    });

    assert_eq!(page.all(".inset").len(), 0);
    assert_eq!(page.find::<HtmlElement>(".rename").offset_width(), 0);
    assert_eq!(page.text(".you .name"), "Ada Lovelace (you)");
    page.tell(Event::RenameRefused(Code::NameFromToken.into()));
    assert!(page.text(".passing").contains("comes from your invitation"));
    page.view.show_now(&Notice::OwnName("Mallory".into()));
    assert_eq!(page.text(".you .name"), "Ada Lovelace (you)");
}

#[wasm_bindgen_test]
fn without_a_server_it_is_said_when_the_others_see_the_name() {
    let page = hosted(false);
    page.tell(Event::SignallingChanged(Signalling::Reconnecting));
    page.press("rename");

    page.press("save-name");

    assert!(page.text(".passing").contains("once the server answers again"));
    assert_eq!(page.intentions().len(), 1);
}

/// Returns a call with Ada and Lin in which this person is the host, with the list of people open.
fn hosted(is_locked: bool) -> Page {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));
    page.tell(host(true, is_locked));
    page.press("people");
    page
}

fn host(is_self: bool, is_locked: bool) -> Event {
    Event::HostChanged {
        host: id("me"),
        is_self,
        is_locked,
    }
}

impl Page {
    fn ask_about(&self, person: &str) {
        self.find::<HtmlElement>(&format!(".row[data-of={person}] .verbs"))
            .click();
        self.press("remove");
    }

    fn has_focus(&self, selector: &str) -> bool {
        self.shadow.active_element() == Some(self.find(selector))
    }

    fn focused_text(&self) -> String {
        plain(self.shadow.active_element().unwrap().text_content())
    }
}
