//! What the token of a person permits: the interface offers nothing else, nothing else is captured, and another token
//! changes it during the call.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Permission, Person, Server};

use crate::embedder::embedder_for;

/// Whether the button of an action is drawn.
const IS_OFFERED: &str =
    "const isOffered = (action) => [...$('vis-a-vis').shadowRoot.querySelectorAll(`[data-action=${action}]`)]
    .some((button) => button.getBoundingClientRect().width > 0);";

#[tokio::test]
async fn a_token_permits_so_much_and_no_more_in_chromium() -> Result<()> {
    a_token_permits_so_much_and_no_more(Engine::Chromium).await
}

#[tokio::test]
async fn a_token_permits_so_much_and_no_more_in_firefox() -> Result<()> {
    a_token_permits_so_much_and_no_more(Engine::Firefox).await
}

async fn a_token_permits_so_much_and_no_more(engine: Engine) -> Result<()> {
    let permission = Permission::new()?;
    let server = Server::start_published(&permission.flags()).await?;
    let listener = permission.token_permitting("school", &["chat"]);
    let embedder = embedder_for(
        &server,
        &format!(
            r#"<script src="note.js"></script><script type="module" src="SERVERvisavis.js"></script>
               <vis-a-vis server="SIGNAL" room="school" token="{listener}"></vis-a-vis>"#
        ),
    )
    .await?;
    embedder.add(
        "note.js",
        "window.heard = [];
         for (const name of ['not-permitted', 'token-refused']) {
             addEventListener(`visavis-${name}`, ({ detail }) => heard.push(detail));
         }",
    )?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    let page = format!("{}embed.html?room=school", server.url());
    let of_lin = format!("token={}", permission.token("school", false));
    let lin = Person::join(&browser, &page, &of_lin, "Lin").await?;

    // Who only listens sees and hears, is offered nothing else, and sends nothing.
    ada.receives_video_from(1).await?;
    let offered = "return ['microphone', 'camera', 'share', 'leave', 'chat'].map(isOffered)";
    let offered = ada.page().eval(&format!("{IS_OFFERED} {offered}"), &[]).await?;
    ensure!(offered == json!([false, false, false, true, true]), "{offered}");
    let asked = "const call = $('vis-a-vis'); call.unmute(); call.cameraOn(); call.lock();
         return call.record().then(() => 'recorded', ({ code }) => code)";
    let asked = ada.page().eval(asked, &[]).await?;
    ensure!(asked == json!("NotPermitted"), "{asked}");
    let told = "return heard.map(({ code, permission }) => `${code} ${permission}`)";
    let told = ada.page().eval(told, &[]).await?;
    let missing = ["publish", "publish", "host", "record"].map(|name| format!("NotPermitted {name}"));
    ensure!(told == json!(missing), "{told}");
    let captured = ada.page().eval(
        "return [window.tracks?.length ?? 0, $('vis-a-vis').ownMedia.camera ?? 'off']",
        &[],
    );
    let captured = captured.await?;
    ensure!(captured == json!([0, "off"]), "{captured}");
    let of_ada = "[...$('vis-a-vis').people.values()][0]";
    lin.sees(
        "that Ada sends no picture",
        &format!("{of_ada}.media.camera !== 'on'"),
    )
    .await?;

    // With another token, she may speak, but no longer write.
    let renew = "$('vis-a-vis').renewToken(args[0])";
    let speaker = json!(permission.token_permitting("school", &["publish"]));
    ada.page().eval(renew, &[speaker]).await?;
    ada.sees(
        "her microphone",
        &format!("(() => {{ {IS_OFFERED} return isOffered('microphone') }})()"),
    )
    .await?;
    ada.press("camera").await?;
    lin.sees("Ada", &format!("{of_ada}.media.camera === 'on'"))
        .await?;
    ada.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    ada.reads("Your invitation lets you read messages, but not send them.")
        .await?;

    // One that the server refuses changes nothing.
    let other = json!(permission.token_permitting("other", &["chat"]));
    ada.page().eval(renew, &[other]).await?;
    let refused = "heard.some(({ type, code }) => type === 'tokenRefused' && code === 'TokenOfOtherRoom')";
    ada.sees("that the token is refused", refused).await?;
    lin.sees("Ada still", &format!("{of_ada}.media.camera === 'on'"))
        .await?;
    ada.reads("Your invitation lets you read messages, but not send them.")
        .await?;
    ada.is_in_call_with(1).await
}
