use super::{Caller, within};
use crate::notice::{Data, DataEvent, Notice};
use futures_util::StreamExt;
use visavis_call::Code;
use visavis_call::protocol::ClientId;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn text_and_bytes_arrive_in_order() {
    let (ada, mut lin) = Caller::two("data").await;

    ada.call.send_data("to everyone".into()).await.unwrap();
    let bytes = vec![0, 7, 255];
    ada.call
        .send_data_to(&lin.id(), bytes.clone().into())
        .await
        .unwrap();

    assert_eq!(lin.data().await, (ada.id(), Data::Text("to everyone".to_owned())));
    assert_eq!(lin.data().await, (ada.id(), Data::Bytes(bytes)));
}

#[wasm_bindgen_test]
async fn what_cannot_be_sent_is_refused() {
    let (ada, lin) = Caller::two("no data").await;

    let long = ada.call.send_data("x".repeat(65_537).into()).await;
    assert_eq!(long.unwrap_err().code, Code::MessageTooLong);
    let nobody = ada
        .call
        .send_data_to(&ClientId("nobody".into()), "x".into())
        .await;
    assert_eq!(nobody.unwrap_err().code, Code::NotConnected);

    let late = ada.call.send_data_to(&lin.id(), "late".into());
    drop(ada);
    assert_eq!(late.await.unwrap_err().code, Code::Left, "the call was dropped");
}

impl Caller {
    async fn data(&mut self) -> (ClientId, Data) {
        let told = &mut self.told;
        within("data", async {
            loop {
                if let Notice::Data(from, DataEvent::Received(data)) = told.next().await.unwrap() {
                    return (from, data);
                }
            }
        })
        .await
    }
}
