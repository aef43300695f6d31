//! Tokens that are renewed, and those that are refused.

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Permission, Person, SOON, Server};

use crate::embedder::{NOTE_TRACKS, embedder_for};

#[tokio::test]
async fn a_token_is_renewed_during_a_call_in_chromium() -> Result<()> {
    a_token_is_renewed_during_a_call(Engine::Chromium).await
}

#[tokio::test]
async fn a_token_is_renewed_during_a_call_in_firefox() -> Result<()> {
    a_token_is_renewed_during_a_call(Engine::Firefox).await
}

#[tokio::test]
async fn a_refused_token_is_told_in_the_lobby_in_chromium() -> Result<()> {
    a_refused_token_is_told_in_the_lobby(Engine::Chromium).await
}

#[tokio::test]
async fn a_refused_token_is_told_in_the_lobby_in_firefox() -> Result<()> {
    a_refused_token_is_told_in_the_lobby(Engine::Firefox).await
}

async fn a_token_is_renewed_during_a_call(engine: Engine) -> Result<()> {
    let mut permission = Permission::new()?;
    let mut server = Server::start_published(&permission.flags()).await?;
    let embedder = embedder_for(
        &server,
        &format!(
            r#"<script src="note.js"></script><script type="module" src="SERVERvisavis.js"></script>
               <vis-a-vis server="SIGNAL" room="held" token="{}"></vis-a-vis>"#,
            permission.token_for("held", 20)
        ),
    )
    .await?;
    embedder.add(
        "note.js",
        "window.heard = [];
         for (const name of ['ready', 'token-expiring', 'failed', 'left']) {
             addEventListener(`visavis-${name}`, ({ detail }) => heard.push(detail));
         }",
    )?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    let page = format!("{}embed.html?room=held", server.url());
    let of_lin = format!("token={}", permission.token("held", false));
    let lin = Person::join(&browser, &page, &of_lin, "Lin").await?;
    ada.is_in_call_with(1).await?;
    ada.sees(
        "that the token expires",
        "heard.some(({ type, at }) => type === 'tokenExpiring' && Math.abs(at - Date.now()) < 120_000)",
    )
    .await?;

    // With the new secret, the server refuses the former token.
    permission.replace_secret()?;
    server.restart().await?;
    let is_away = "$('vis-a-vis >>> [data-signalling=reconnecting]')";
    ada.sees("that the server is lost", is_away).await?;
    lin.sees("that the server is lost", is_away).await?;
    let token = json!(permission.token("held", false));
    ada.page()
        .eval("$('vis-a-vis').token = args[0]", std::slice::from_ref(&token))
        .await?;

    let is_back = "$('vis-a-vis >>> [data-signalling=connected]')";
    ada.sees("the server again", is_back).await?;
    ada.is_in_call_with(1).await?;
    ada.goes_on_seeing().await?;
    let heard = "return heard.map(({ type }) => type)";
    let heard = ada.page().eval(heard, &[]).await?;
    ensure!(heard == json!(["ready", "tokenExpiring"]), "{heard}");

    // The method does the same.
    lin.page()
        .eval("$('vis-a-vis').renewToken(args[0])", std::slice::from_ref(&token))
        .await?;
    lin.sees("the server again", is_back).await?;
    let of_lin = lin.page().eval("return $('vis-a-vis').token", &[]).await?;
    ensure!(of_lin == token, "{of_lin}");
    Ok(())
}

async fn a_refused_token_is_told_in_the_lobby(engine: Engine) -> Result<()> {
    let permission = Permission::new()?;
    let server = Server::start_published(&permission.flags()).await?;
    let browser = Browser::launch(engine).await?;
    let camera = "$('vis-a-vis').ownMedia.camera";
    let good = format!("held?token={}", permission.token("held", false));
    let ada = Person::open(&browser, &server.url(), &good, "Ada").await?;
    if engine == Engine::Chromium {
        ada.page().permit("camera", "granted").await?;
        ada.page().reload().await?;
        ada.sees("her camera", &format!("{camera} === 'on'")).await?;
    }
    ada.reads("No one else is here yet.").await?;
    ada.close().await?;

    for (token, sentence, code) in [
        (
            "?token=bad".to_owned(),
            "This invitation isn't valid here.",
            "TokenRefused",
        ),
        (
            format!("?token={}", permission.token("other", false)),
            "This invitation is for another room. Ask for one to this room.",
            "TokenOfOtherRoom",
        ),
        (
            String::new(),
            "You need an invitation to this room.",
            "TokenMissing",
        ),
    ] {
        let lin = Person::open(&browser, &server.url(), &format!("held{token}"), "Lin").await?;
        lin.page().eval(NOTE_TRACKS, &[]).await?;
        lin.reads(sentence).await?;
        lin.sees_error_code(code, SOON).await?;
        let captured = format!("return [tracks.length, {camera} ?? 'off']");
        let captured = lin.page().eval(&captured, &[]).await?;
        ensure!(captured == json!([0, "off"]), "{code}: {captured}");

        // A new token is tried at once.
        let renew = "$('vis-a-vis').renewToken(args[0])";
        let token = json!(permission.token("held", false));
        lin.page().eval(renew, &[token]).await?;
        lin.reads("No one else is here yet.").await?;
        if engine == Engine::Chromium {
            lin.sees("her camera", &format!("{camera} === 'on'")).await?;
        }
        lin.close().await?;
    }
    Ok(())
}
