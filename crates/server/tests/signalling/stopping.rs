use crate::support::{TestServer, configured};
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpStream;
use visavis_server::Config;

#[tokio::test]
async fn every_socket_is_told_to_come_back_and_nobody_has_left() {
    let server = TestServer::start(Config::default()).await;
    let address = server.address;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut newcomer = server.connect().await;
    assert_eq!(
        ada.hear().await,
        json!({"type": "joined", "person": {"id": lin.id, "name": "Lin"}})
    );

    let ((), told) = tokio::join!(server.stop(), async {
        [
            ada.hear_close().await,
            lin.hear_close().await,
            newcomer.hear_close().await,
        ]
    });

    let (code, reason) = (4503, "The server is stopping: come back in a moment.");
    assert_eq!(told, [(); 3].map(|()| (code, reason.to_owned())));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_client_that_does_not_answer_cannot_keep_the_server_from_stopping() {
    let server = TestServer::start(configured(|config| {
        config.patience.farewell = Duration::from_millis(50)
    }))
    .await;
    let _ada = server.enter("r1", "Ada").await;
    let _idle = TcpStream::connect(server.address).await.unwrap();

    server.stop().await;
}
