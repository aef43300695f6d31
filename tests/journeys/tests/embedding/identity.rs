//! Who people are: what their tokens say reaches the pages of the others, and no name of a token can be changed.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Permission, Person, SOON, Server};

use crate::embedder::embedder_for;

/// A red pixel.
const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP8AACwAAAAAAQABAAACAkQBADs=";

/// A headless call of Lin, a frame with a call of Kim, and one with a lobby.
const PAGE: &str = r##"<iframe src="SERVERembed.html?room=school&audio-only&autojoin" allow="camera; microphone; autoplay"></iframe>
    <iframe src="SERVERembed.html?room=school" id="lobby"></iframe>
    <script type="module">
      import { join } from "SERVERheadless.js";
      import { control } from "SERVERframe.js";
      const heard = [];
      const options = { server: "SIGNAL", room: "school", name: "Mallory", audioOnly: true, token: "LIN" };
      const lin = await join(options, (event) => heard.push(event));
      const kim = control(document.querySelector("iframe"), { token: "KIM" });
      const lobby = control(document.querySelector("#lobby"), { token: "KIM" });
      const found = (call, name) => [...call.people.values()].find((person) => person.name === name);
      Object.assign(window, { lin, kim, lobby, heard, found });
    </script>"##;

#[tokio::test]
async fn tokens_tell_who_people_are_in_chromium() -> Result<()> {
    tokens_tell_who_people_are(Engine::Chromium).await
}

#[tokio::test]
async fn tokens_tell_who_people_are_in_firefox() -> Result<()> {
    tokens_tell_who_people_are(Engine::Firefox).await
}

async fn tokens_tell_who_people_are(engine: Engine) -> Result<()> {
    let permission = Permission::new()?;
    let server = Server::start_published(&permission.flags()).await?;
    let page = PAGE
        .replace("LIN", &permission.token_about("school", "8", "Lin Moss", PIXEL))
        .replace("KIM", &permission.token_about("school", "9", "Kim Park", PIXEL));
    let embedder = embedder_for(&server, &page).await?;
    let browser = Browser::launch(engine).await?;
    let token = permission.token_about("school", "7", "Ada Lovelace", PIXEL);
    let ada = Person::open(
        &browser,
        &server.url(),
        &format!("school?token={token}"),
        "Mallory",
    )
    .await?;
    ada.sees(
        "her own name, which cannot be changed",
        "(({ value, readOnly }) => readOnly && value === 'Ada Lovelace')($('vis-a-vis >>> input[name=name]'))",
    )
    .await?;
    let own = ada.page().eval("return $('vis-a-vis').ownIdentity", &[]).await?;
    ensure!(own == identity("7", "Ada Lovelace"), "in the lobby: {own}");
    ada.press("join").await?;
    let others = browser.open(&embedder.url()).await?;

    ada.sees("Lin and Kim", "$('vis-a-vis').people.size === 2")
        .await?;
    others
        .until(
            "everybody",
            "window.lin?.people.size === 2 && kim.people.size === 2",
            SOON,
        )
        .await?;
    let of_ada = ada.page().eval(
        "const call = $('vis-a-vis');
         return [call.ownIdentity, ...[...call.people.values()].map(({ identity }) => identity)]
             .toSorted((one, other) => one.subject - other.subject)",
        &[],
    );
    let everybody = json!([
        identity("7", "Ada Lovelace"),
        identity("8", "Lin Moss"),
        identity("9", "Kim Park")
    ]);
    ensure!(of_ada.await? == everybody, "in the element");
    let of_others = others.eval(
        "return [found(lin, 'Ada Lovelace').identity, lin.ownIdentity, found(lin, 'Kim Park').identity,
             found(kim, 'Ada Lovelace').identity, found(kim, 'Lin Moss').identity, kim.ownIdentity]",
        &[],
    );
    let of_both = [0, 1, 2, 0, 1, 2].map(|one| everybody[one].clone());
    ensure!(
        of_others.await? == json!(of_both),
        "in the headless call and the frame"
    );

    others
        .until(
            "who Kim would be, in the lobby of a frame",
            "lobby.ownIdentity?.name === 'Kim Park' && !lobby.isInCall",
            SOON,
        )
        .await?;

    let report = others
        .eval("return JSON.stringify(await lin.report())", &[])
        .await?;
    let report = report.as_str().unwrap_or_default();
    for secret in ["Ada", "Moss", "teacher", PIXEL] {
        ensure!(!report.contains(secret), "{secret} in {report}");
    }

    // Lin sends no video: Ada sees the picture, and that the name is Lin's.
    let tile = "$('vis-a-vis >>> .tile.person[aria-label=\"Lin Moss\"]')";
    ada.sees(
        "Lin's picture",
        &format!("{tile}?.querySelector('img.portrait')?.getBoundingClientRect().width > 30"),
    )
    .await?;
    ada.sees(
        "that the name is verified",
        &format!("{tile}.querySelector('.vouched').getBoundingClientRect().width > 0"),
    )
    .await?;

    others
        .eval("lin.rename('Mallory'); kim.rename('Mallory')", &[])
        .await?;
    others
        .until(
            "the refusal",
            "heard.some(({ type, code }) => type === 'renameRefused' && code === 'NameFromToken')",
            SOON,
        )
        .await?;
    // A message that was sent after it has arrived.
    ada.page().click("vis-a-vis >>> .bar [data-action=chat]").await?;
    others
        .eval("lin.sendMessage('Here'); kim.sendMessage('Here')", &[])
        .await?;
    ada.sees(
        "both messages",
        "$$('vis-a-vis >>> .said .text').filter(({ textContent }) => textContent === 'Here').length === 2",
    )
    .await?;
    let names = "return [...$('vis-a-vis').people.values()].map(({ name }) => name).toSorted()";
    let names = ada.page().eval(names, &[]).await?;
    ensure!(names == json!(["Kim Park", "Lin Moss"]), "{names}");
    Ok(())
}

fn identity(subject: &str, name: &str) -> Value {
    json!({"subject": subject, "name": name, "picture": PIXEL, "metadata": {"role": "teacher", "rate": 1.5}, "permissions": null})
}
