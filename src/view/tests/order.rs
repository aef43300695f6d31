//! Tests that messages are handled one at a time, even if page code runs in between.

use super::*;

const CLICK: EventType<web_sys::Event> = EventType::new("click");

#[wasm_bindgen_test]
fn a_click_within_a_click_waits_for_its_turn() {
    let page = Page::in_call();
    let (hand, leave) = (
        page.button(".menu [data-action=hand]"),
        page.button("[data-action=leave]"),
    );
    // The chat takes the focus while the click is handled, whereupon the page presses two buttons.
    let _meddler = Meddler::at_focus(&page.find("textarea"), move || {
        hand.click();
        leave.click();
    });

    page.press("chat");

    assert_eq!(page.attribute(".visavis", "data-panel"), "chat");
    assert_eq!(page.intentions(), [Command::RaiseHand(true), Command::Leave]);
}

#[wasm_bindgen_test]
fn a_notice_during_handling_waits_for_its_turn() {
    let page = Rc::new(Page::in_call());
    page.tell(joined("a", "Ada", false));
    let people = page.button(".bar [data-action=people]");
    people.focus().unwrap();
    page.press("people");
    let seen = Rc::new(RefCell::new(Vec::new()));
    // The button gets the focus back when the panel closes.
    let _meddler = Meddler::at_focus(&people, {
        let (page, seen) = (Rc::downgrade(&page), Rc::clone(&seen));
        move || {
            let page = page.upgrade().unwrap();
            page.tell(joined("b", "Lin", false));
            seen.borrow_mut().push(page.all(".person").len());
        }
    });

    page.key(".panel", "Escape");

    assert_eq!(*seen.borrow(), [1], "the panel was still being closed");
    assert_eq!(page.all(".person").len(), 2);
}

#[wasm_bindgen_test]
fn a_view_dropped_while_handling_a_message_is_removed_afterwards() {
    let page = Page::in_call();
    let (field, open) = (page.find("textarea"), page.button("[data-action=chat]"));
    let leave = page.button("[data-action=leave]");
    let Page {
        view,
        _host,
        shadow,
        intended,
        told: _,
    } = page;
    let mut view = Some(view);
    let was_there = Rc::new(RefCell::new(None));
    let _meddler = Meddler::at_focus(&field, {
        let (shadow, was_there) = (shadow.clone(), Rc::clone(&was_there));
        move || {
            leave.click();
            drop(view.take());
            was_there.replace(Some(shadow.child_element_count()));
        }
    });

    open.click();

    assert_eq!(
        *was_there.borrow(),
        Some(1),
        "the view is still handling the click"
    );
    assert_eq!(shadow.child_element_count(), 0);
    let has_left = intended.borrow().contains(&Command::Leave);
    assert!(!has_left, "queued messages are dropped");
    assert_eq!(Rc::strong_count(&intended), 1, "no closure holds it");
}

#[wasm_bindgen_test]
fn an_element_removed_during_handling_keeps_working() {
    let page = Page::in_call();
    let host = page.shadow.host();
    let _meddler = Meddler::at_focus(&page.find("textarea"), move || host.remove());

    page.press("chat");
    page.tell(joined("a", "Ada", false));
    page.press("leave");

    assert_eq!(page.all(".person").len(), 1);
    assert_eq!(page.intentions(), [Command::Leave]);
}

#[wasm_bindgen_test]
fn clicks_are_handled_in_order_of_arrival() {
    let page = Page::in_call();
    let microphone = page.button(".bar [data-action=microphone]");
    let camera = page.button(".bar [data-action=camera]");
    // This listener runs before that of the interface, which is on an ancestor.
    let _first = Listener::new(&microphone, &CLICK, move |_| camera.click());

    page.press("microphone");

    let on = |source| Command::Switch { source, on: true };
    assert_eq!(page.intentions(), [on(Source::Camera), on(Source::Microphone)]);
}

#[wasm_bindgen_test]
fn a_used_key_is_kept_from_the_page_at_once() {
    let page = Page::in_call();
    let is_kept = |key: &str| !page.key(".call", key);

    assert!(is_kept("m") && is_kept(" "));
    assert!(!is_kept("x") && !is_kept("Escape"));
    page.own(Source::Microphone, visavis_call::Status::On, None);

    assert!(!is_kept(" "), "the microphone is on: the page may scroll");
}

impl Page {
    fn button(&self, selector: &str) -> HtmlElement {
        self.find(selector)
    }
}

/// Runs page code while the interface handles a message: when it moves the focus to an element. A browser whose
/// window is not in front dispatches no focus event, so the `focus` function itself is replaced.
struct Meddler {
    _meddles: Closure<dyn FnMut()>,
}

impl Meddler {
    fn at_focus(element: &HtmlElement, meddles: impl FnMut() + 'static) -> Self {
        let meddles = Closure::<dyn FnMut()>::new(meddles);
        js_sys::Reflect::set(element, &"focus".into(), meddles.as_ref()).unwrap();
        Self { _meddles: meddles }
    }
}
