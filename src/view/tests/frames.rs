//! Tests what a frame may lack.

use super::*;
use crate::view::message::Message;

#[wasm_bindgen_test]
fn joining_and_sending_need_no_form() {
    let (lobby, call) = (Page::open(), Page::in_call());
    // As in a sandbox without allow-forms, where the event never comes to the form.
    let forbid = js_sys::Function::new_with_args(
        "root",
        "const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
         root.addEventListener('submit', stop, true);",
    );
    for page in [&lobby, &call] {
        forbid
            .call1(&JsValue::NULL, &page.find::<Element>(".visavis"))
            .unwrap();
    }
    call.press("chat");
    let field: HtmlTextAreaElement = call.find("textarea");

    lobby.press("join");
    lobby.key("input[name=name]", "Enter");
    field.set_value("one");
    call.press("send");
    field.set_value("two");
    call.key("textarea", "Enter");

    let join = || Command::Join {
        name: "Grace Hopper".to_owned(),
    };
    let send = |text: &str| Command::SendMessage(text.to_owned());
    assert_eq!(lobby.intentions(), [join(), join()]);
    assert_eq!(call.intentions(), [send("one"), send("two")]);
}

#[wasm_bindgen_test]
fn a_withheld_right_is_named_once_with_its_code() {
    let page = Page::in_call();
    let withhold = || {
        page.with_ui(|ui| ui.mailbox.put(Message::Withheld(Code::FrameNoWindows)));
        page.all(".note").len()
    };

    assert_eq!(withhold(), 1);
    assert_eq!(withhold(), 1);
    assert!(page.text(".note .sentence").contains("allow-popups"));
    assert_eq!(page.text(".note code"), "FrameNoWindows");
    assert!(
        page.find::<Element>(".note [data-action=retry]")
            .has_attribute("hidden")
    );
    page.press("dismiss");
    assert_eq!(page.all(".note").len(), 0);

    assert_eq!(withhold(), 1, "as often as it is tried");
}
