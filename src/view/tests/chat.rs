//! Tests the chat.

use super::*;
use visavis_call::Participant;

#[wasm_bindgen_test]
fn submitting_sends_the_text_and_clears_the_field() {
    let page = Page::in_call();
    page.press("chat");
    let field: HtmlTextAreaElement = page.find("textarea");
    field.set_value("Hello");

    page.key("textarea", "Enter");
    page.key("textarea", "Enter");

    assert_eq!(page.intentions(), [Command::SendMessage("Hello".to_owned())]);
    assert_eq!(field.value(), "");
}

#[wasm_bindgen_test]
fn a_link_that_leads_to_another_host_than_it_seems_says_so() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("chat");
    for (link, host) in [
        ("https://example.org/a", ""),
        ("https://EXAMPLE.org:8080/", " (example.org:8080)"),
        ("https://good.example@evil.example/", " (evil.example)"),
        ("https://ex\u{430}mple.org/", " (xn--exmple-4nf.org)"),
        ("https://m\u{fc}nchen.example", " (xn--mnchen-3ya.example)"),
    ] {
        page.tell(said("a", link));

        let texts = page.all(".said .text");
        let text = texts.last().and_then(|text| text.text_content());
        assert_eq!(text.as_deref(), Some(&*format!("{link}{host}")));
    }
}

#[wasm_bindgen_test]
fn only_web_addresses_become_links_and_nothing_is_markup() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("chat");

    page.tell(said(
        "a",
        "<b>x</b> javascript:alert(1) https://example.org/?a=<img>, bye",
    ));

    let links = page.all(".said a");
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].get_attribute("href").unwrap(), "https://example.org/?a=");
    assert_eq!(links[0].get_attribute("rel").unwrap(), "noopener noreferrer");
    assert_eq!(page.all(".said b, .said img").len(), 0);
    let text = page.text(".said .text");
    assert_eq!(
        text,
        "<b>x</b> javascript:alert(1) https://example.org/?a=<img>, bye"
    );
}

#[wasm_bindgen_test]
fn unread_messages_are_counted_until_the_chat_is_opened() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(said("a", "one"));
    page.tell(said("a", "two"));
    assert_eq!(page.text(".bar [data-action=chat] .badge"), "2");
    assert_eq!(
        page.attribute(".bar [data-action=chat]", "aria-label"),
        "Chat, 2 unread"
    );
    // On a phone it has the badge.
    assert_eq!(
        page.attribute("[data-action=more]", "aria-label"),
        "More, 2 unread"
    );

    page.press("chat");
    page.tell(said("a", "three"));

    assert!(
        page.find::<Element>(".bar [data-action=chat] .badge")
            .has_attribute("hidden")
    );
    assert_eq!(page.attribute(".bar [data-action=chat]", "aria-label"), "Chat");
    assert_eq!(page.all(".said").len(), 3);
}

#[wasm_bindgen_test]
async fn a_flood_is_bounded_and_a_long_message_is_collapsed() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    for _ in 0..500 {
        page.tell(said("a", "again"));
    }
    page.tell(said("a", &"x".repeat(10_000)));
    page.tell(said("a", &"x\n".repeat(300)));

    assert_eq!(page.all(".said").len(), 0, "nobody sees them");
    assert_eq!(page.text(".bar [data-action=chat] .badge"), "99+");
    page.press("chat");
    assert!(page.all(".said").len() <= 8, "the rest is drawn later");
    assert_eq!(page.attribute(".chat .rows", "aria-live"), "off");
    eventually(|| page.all(".said[data-folded]").len() == 2).await;
    assert_eq!(page.all(".said").len(), 300);
    eventually(|| page.attribute(".chat .rows", "aria-live") == "polite").await;
    assert_eq!(page.all(".said[data-folded]").len(), 2);
    page.press("show-all");
    // The first such button belongs to a message that is not collapsed.
    page.find::<HtmlElement>(".said[data-folded] [data-action=show-all]")
        .click();
    assert_eq!(page.all(".said[data-folded]").len(), 1);
}

#[wasm_bindgen_test]
async fn messages_of_a_flood_keep_their_order() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("chat");

    for number in 1..=40 {
        page.tell(said("a", &number.to_string()));
    }

    eventually(|| page.all(".said").len() == 40).await;
    let texts = page
        .all(".said .text")
        .into_iter()
        .map(|text| plain(text.text_content()));
    let all: Vec<_> = (1..=40).map(|number| number.to_string()).collect();
    assert_eq!(texts.collect::<Vec<_>>(), all);
}

#[wasm_bindgen_test]
fn of_three_hundred_links_some_are_links() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("chat");
    let text = "http://a.bc/d ".repeat(300);

    page.tell(said("a", text.trim()));

    assert_eq!(page.all(".said a").len(), visavis_call::MOST_LINKS);
    assert_eq!(page.text(".said .text"), text.trim());
}

#[wasm_bindgen_test]
fn a_flood_of_reactions_shows_some() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    for number in 0..100 {
        let emoji = number.to_string();
        let from = Participant::Remote(id("a"));
        page.tell(Event::Reacted { from, emoji });
    }

    assert_eq!(page.all(".flown").len(), 8);
}

#[wasm_bindgen_test]
fn who_writes_too_fast_is_told() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::MessagesDropped {
        peer: id("a"),
        count: 12,
    });

    let sentence = "Ada didn't get 12 of your messages because they were sent too fast.";
    assert_eq!(page.text(".passing .line:last-child"), sentence);
}

#[wasm_bindgen_test]
fn a_message_has_the_time_at_which_it_was_sent() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("chat");

    page.tell(said("a", "one"));
    page.tell(said_at("a", "two", SENT + 60_000));
    page.tell(said_at("a", "three", SENT + 600_000));

    let times = page.all(".said time");
    let of = |index: usize| times[index].get_attribute("datetime").unwrap();
    assert_eq!(of(0), "2025-11-30T12:00:00.000Z");
    assert_eq!(of(2), "2025-11-30T12:10:00.000Z");
    assert!(plain(times[0].text_content()).ends_with(":00"));
    // The next one is below the same name and time.
    assert_eq!(page.all(".said[data-follows]").len(), 1);
}

const SENT: u64 = 1_764_504_000_000;

fn said(from: &str, text: &str) -> Event {
    said_at(from, text, SENT)
}

fn said_at(from: &str, text: &str, at: u64) -> Event {
    Event::Said {
        from: Participant::Remote(id(from)),
        id: "7f3a".to_owned(),
        at,
        text: text.to_owned(),
    }
}
