//! Mounting and removing an element repeatedly.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Engine, SOON};

use crate::embedder::Place;

#[tokio::test]
async fn a_hundred_mounts_leave_nothing_behind_in_chromium() -> Result<()> {
    a_hundred_mounts_leave_nothing_behind(Engine::Chromium).await
}

#[tokio::test]
async fn a_hundred_mounts_leave_nothing_behind_in_firefox() -> Result<()> {
    a_hundred_mounts_leave_nothing_behind(Engine::Firefox).await
}

async fn a_hundred_mounts_leave_nothing_behind(engine: Engine) -> Result<()> {
    let page = r#"<body><script src="tracks.js"></script><script src="mounts.js"></script>
        <script type="module" src="SERVERvisavis.js"></script>"#;
    let place = Place::new(engine, page).await?;
    place.add("mounts.js", include_str!("mounts.js"))?;
    let page = place.open("").await?;
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
