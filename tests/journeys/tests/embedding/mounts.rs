//! Mounting and removing an element repeatedly.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, SOON, Server};

use crate::embedder::embedder_for;

#[tokio::test]
async fn a_hundred_mounts_leave_nothing_behind_in_chromium() -> Result<()> {
    a_hundred_mounts_leave_nothing_behind(Engine::Chromium).await
}

#[tokio::test]
async fn a_hundred_mounts_leave_nothing_behind_in_firefox() -> Result<()> {
    a_hundred_mounts_leave_nothing_behind(Engine::Firefox).await
}

async fn a_hundred_mounts_leave_nothing_behind(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let embedder = embedder_for(
        &server,
        r#"<body><script src="tracks.js"></script><script src="mounts.js"></script>
           <script type="module" src="SERVERvisavis.js"></script>"#,
    )
    .await?;
    embedder.add_for(&server, "mounts.js", include_str!("mounts.js"))?;
    let browser = Browser::launch(engine).await?;
    let page = browser.open(&embedder.url()).await?;
    page.until("the element is there", "customElements.get('vis-a-vis')", SOON)
        .await?;
    page.eval("return await mountTen()", &[]).await?;
    let after_ten = page.eval("return left()", &[]).await?;

    for _ in 1..10 {
        let there_were = page.eval("return await mountTen()", &[]).await?;
        assert_eq!(
            there_were,
            json!(r#"{"tracks":20,"isConnected":true}"#),
            "and all are off again"
        );
    }

    let after_a_hundred = format!("left() === {after_ten}");
    page.until("no more is left than after ten", &after_a_hundred, SOON)
        .await?;
    let nothing = r#"/"connections":0,"sockets":0,"contexts":0,"tracks":0/.test(left())"#;
    page.until("nothing is alive", nothing, SOON).await?;
    Ok(())
}
