//! Shutdown.

use crate::support::{TestServer, configured};
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpStream;
use visavis_server::Config;

#[tokio::test]
async fn shutdown_closes_every_socket_and_reports_nobody_as_left() {
    let server = TestServer::start(Config::default()).await;
    let address = server.address;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut newcomer = server.connect().await;
    assert_eq!(
        ada.recv().await,
        json!({"type": "joined", "person": {"id": lin.id, "name": "Lin"}})
    );

    let ((), closes) = tokio::join!(server.stop(), async {
        [
            ada.recv_close().await,
            lin.recv_close().await,
            newcomer.recv_close().await,
        ]
    });

    let (code, reason) = (4503, "The server is stopping: come back in a moment.");
    assert_eq!(closes, [(); 3].map(|()| (code, reason.to_owned())));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_unresponsive_client_does_not_block_shutdown() {
    let server = TestServer::start(configured(|config| {
        config.timeouts.farewell = Duration::from_millis(50)
    }))
    .await;
    let _ada = server.enter("r1", "Ada").await;
    let _idle = TcpStream::connect(server.address).await.unwrap();

    server.stop().await;
}
