//! Tests the room preview, and the host's controls.

use super::*;

#[wasm_bindgen_test]
fn the_lobby_lists_the_people_present() {
    let page = Page::open();
    for (names, sentence) in [
        (&[][..], "No one else is here yet."),
        (&["Ada"], "Ada is in the call."),
        (&["Ada", ""], "Ada and Guest are in the call."),
        (&["Ada", "Lin", "Kim"], "Ada, Lin and Kim are in the call."),
        (
            &["Ada", "Lin", "Kim", "Mia"],
            "Ada, Lin and 2 more are in the call.",
        ),
    ] {
        page.present(names, None);

        assert_eq!(page.text(".present"), sentence);
    }
    assert_eq!(page.text("[data-action=join]"), "Join");
}

#[wasm_bindgen_test]
fn the_lobby_of_a_locked_call_offers_to_ask() {
    let page = Page::open();

    page.present(&[], Some(2));
    assert_eq!(
        page.text(".note .sentence"),
        "This call is locked. In the call: 2. You can ask to join."
    );
    assert_eq!(page.text(".present"), "");
    assert_eq!(page.text("[data-action=join]"), "Ask to join");

    page.present(&["Ada"], None);
    assert!(page.all(".note").is_empty());
    assert_eq!(page.text("[data-action=join]"), "Join");
}

#[wasm_bindgen_test]
fn only_the_host_can_lock_and_remove() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("people");
    let is_seen = |selector: &str| page.find::<HtmlElement>(selector).offset_height() > 0;

    page.tell(host(false, false));
    assert!(!is_seen("[data-action=lock]") && !is_seen("[data-action=person-menu]"));
    assert_eq!(page.text(".leader"), "Ada is the host.");
    page.tell(host(true, false));
    assert_eq!(page.text(".leader"), "You're the host.");
    assert!(is_seen("[data-action=lock]") && is_seen("[data-action=person-menu]"));
    page.press("lock");
    page.tell(host(true, true));
    page.press("lock");

    assert_eq!(page.intentions(), [Command::Lock(true), Command::Lock(false)]);
    assert_eq!(page.text("[data-action=lock]").trim(), "Unlock the call");
}

#[wasm_bindgen_test]
fn people_who_knock_are_admitted_or_refused() {
    let page = Page::in_call();
    page.tell(host(true, true));
    let crowd = [("k", "Kim"), ("m", "<b>Mia</b>"), ("x", ""), ("y", "Yan")];

    page.tell(Event::Knocking(crowd.map(|(id, name)| person(id, name)).to_vec()));
    assert_eq!(
        page.all(".knock").len(),
        3,
        "the rest appear once these are answered"
    );
    assert_eq!(page.text(".waiting"), "Also waiting: 1");
    assert_eq!(page.text(".knock .sentence"), "Kim is asking to join.");
    assert_eq!(
        page.text("[data-of=m] .sentence"),
        "<b>Mia</b> is asking to join."
    );
    page.press("admit");
    page.find::<HtmlElement>("[data-of=m] [data-action=refuse]")
        .click();

    assert_eq!(
        page.intentions(),
        [
            Command::Admit {
                person: id("k"),
                admitted: true,
            },
            Command::Admit {
                person: id("m"),
                admitted: false,
            }
        ]
    );
    page.tell(host(false, true));
    assert_eq!(page.all(".knock").len(), 0, "another host decides now");
    assert!(page.find::<Element>(".waiting").has_attribute("hidden"));
}

impl Page {
    pub(super) fn present(&self, names: &[&str], locked_with: Option<u32>) {
        self.view.show_now(&Notice::Present {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            locked_with,
        });
    }
}

fn host(is_self: bool, is_locked: bool) -> Event {
    Event::HostChanged {
        host: id("a"),
        is_self,
        is_locked,
    }
}

fn person(person: &str, name: &str) -> Person {
    Person::new(id(person), name)
}
