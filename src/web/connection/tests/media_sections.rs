//! Tests that each source has one media section and both ends agree on it.

use super::*;

#[wasm_bindgen_test]
async fn ends_that_add_sections_simultaneously_each_send_in_their_own() {
    let (ada, lin) = connected().await;
    for end in [&ada, &lin] {
        end.add_media_section(Source::Screen);
    }
    let (adas, _lins) = (ada.make_offer().await.unwrap(), lin.make_offer().await.unwrap());

    // Lin's offer has lost the collision, and its section is offered again.
    ada.take_answer(&lin.take_offer(&adas).await.unwrap())
        .await
        .unwrap();
    assert_eq!(mid_of(&lin, Source::Screen), None, "not negotiated yet");
    let again = lin.make_offer().await.unwrap();
    lin.take_answer(&ada.take_offer(&again).await.unwrap())
        .await
        .unwrap();

    let (adas, lins) = (mid_of(&ada, Source::Screen), mid_of(&lin, Source::Screen));
    assert!(
        adas.is_some() && lins.is_some() && adas != lins,
        "{adas:?}, {lins:?}"
    );
    assert!(
        lin.make_offer()
            .await
            .is_ok_and(|sdp| sdp.matches("m=video").count() == 3)
    );
}

#[wasm_bindgen_test]
async fn a_section_of_a_rolled_back_offer_is_removed() {
    let (ada, lin) = connected().await;
    ada.add_media_section(Source::Screen);
    let offer = ada.make_offer().await.unwrap();
    // Lin cannot answer this: the start of a media section that is cut off.
    let broken = format!("{offer}m=video nonsense\r\n");

    assert!(lin.take_offer(&broken).await.is_err());

    assert_eq!(lin.media_sections().len(), 2);
    ada.take_answer(&lin.take_offer(&offer).await.unwrap())
        .await
        .unwrap();
    assert_eq!(mid_of(&ada, Source::Screen), mid_of(&lin, Source::Screen));
}

#[wasm_bindgen_test]
async fn an_end_that_already_shares_offers_screen_sections() {
    let streams = OwnStreams::new().unwrap();
    let ada = Connection::open(ice(&[], false), &streams, &Source::ALL, |_| {}).unwrap();
    let lin = Connection::open(ice(&[], false), &streams, &[], |_| {}).unwrap();

    let answer = lin.take_offer(&ada.make_offer().await.unwrap()).await.unwrap();
    ada.take_answer(&answer).await.unwrap();

    for source in Source::ALL {
        assert_eq!(mid_of(&ada, source), mid_of(&lin, source));
        assert!(mid_of(&lin, source).is_some());
    }
}

/// Returns two ends after their first exchange.
async fn connected() -> (Connection, Connection) {
    let ada = Connection::open(ice(&[], false), &OwnStreams::new().unwrap(), &BOTH, |_| {}).unwrap();
    let lin = Connection::open(ice(&[], false), &OwnStreams::new().unwrap(), &[], |_| {}).unwrap();
    let answer = lin.take_offer(&ada.make_offer().await.unwrap()).await.unwrap();
    ada.take_answer(&answer).await.unwrap();
    (ada, lin)
}

fn mid_of(connection: &Connection, source: Source) -> Option<String> {
    let media_sections = connection.media_sections();
    let section = media_sections.iter().find(|section| section.source == source)?;
    section.mid.clone()
}
