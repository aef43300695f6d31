//! Tests that what is drawn in several turns keeps its order.

use super::*;

#[wasm_bindgen_test]
async fn what_takes_several_turns_is_drawn_in_order() {
    let page = Page::in_call();
    let people = (0..60).map(|number| format!("p{number}"));

    for name in people.clone() {
        page.view.show(&Notice::Call(joined(&name, &name, false)));
    }
    page.view.set("panel", "people");

    eventually(|| page.all(".row[data-of]").len() == 60).await;
    eventually(|| {
        page.find::<Element>(".visavis")
            .get_attribute("data-panel")
            .as_deref()
            == Some("people")
    })
    .await;
    let rows = page.all(".row[data-of]").into_iter();
    let shown: Vec<_> = rows.map(|row| row.get_attribute("data-of").unwrap()).collect();
    assert_eq!(shown, people.collect::<Vec<_>>());
}
