//! What a page decides of the media that it sends: tracks of its own, constraints on devices, caps.

use anyhow::{Context, Result, ensure};
use visavis_journeys::{Engine, Page, SOON};

use crate::embedder::{NO_TRACK_IS_LIVE, Place};

const GUIDE: &str = include_str!("../../../../docs/embedding.md");

#[tokio::test]
async fn a_track_of_the_page_is_sent_in_place_of_the_camera_in_chromium() -> Result<()> {
    a_track_of_the_page_is_sent_in_place_of_the_camera(Engine::Chromium).await
}

#[tokio::test]
async fn a_track_of_the_page_is_sent_in_place_of_the_camera_in_firefox() -> Result<()> {
    a_track_of_the_page_is_sent_in_place_of_the_camera(Engine::Firefox).await
}

#[tokio::test]
async fn the_effect_in_the_guide_works_in_chromium() -> Result<()> {
    the_effect_in_the_guide_works(Engine::Chromium).await
}

#[tokio::test]
async fn the_effect_in_the_guide_works_in_firefox() -> Result<()> {
    the_effect_in_the_guide_works(Engine::Firefox).await
}

#[tokio::test]
async fn constraints_and_caps_apply_from_the_start_and_live_in_chromium() -> Result<()> {
    constraints_and_caps_apply_from_the_start_and_live(Engine::Chromium).await
}

#[tokio::test]
async fn constraints_and_caps_apply_from_the_start_and_live_in_firefox() -> Result<()> {
    constraints_and_caps_apply_from_the_start_and_live(Engine::Firefox).await
}

async fn a_track_of_the_page_is_sent_in_place_of_the_camera(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let ada = open(&place, "Ada").await?;
    // Opened last, so that its window is visible: Firefox delivers no frames to a hidden page.
    let lin = open(&place, "Lin").await?;
    lin.eval("await begin()", &[]).await?;

    ada.eval("await begin({ cameraOff: true })", &[]).await?;
    ada.eval(
        "window.mine = ownTrack(); await call.useTrack('camera', mine); call.cameraOn()",
        &[],
    )
    .await?;
    becomes(&lin, "Lin sees the colour of Ada's track", "isRed()").await?;
    let is_shown = "call.ownStream.getVideoTracks()[0] === mine";
    becomes(&ada, "so does Ada", is_shown).await?;
    ensure!(
        ada.eval("return tracks.every(({ kind }) => kind === 'audio')", &[])
            .await?
            == true,
        "the camera is not opened"
    );

    ada.eval("call.cameraOff()", &[]).await?;
    becomes(&lin, "nothing is sent", "other().media.camera === 'off'").await?;
    ensure!(
        ada.eval("return mine.enabled && mine.readyState", &[]).await? == "live",
        "the track is the page's"
    );
    ada.eval("call.cameraOn()", &[]).await?;
    becomes(
        &lin,
        "Lin sees it again",
        "other().media.camera === 'on' && isRed()",
    )
    .await?;

    lin.reload().await?;
    becomes(&lin, "it is loaded", "window.isReady").await?;
    lin.eval("await begin()", &[]).await?;
    becomes(&lin, "Lin sees it in another connection", "isRed()").await?;

    ada.eval("await call.useTrack('camera', null)", &[]).await?;
    becomes(
        &ada,
        "the camera is back",
        "tracks.some(({ kind, readyState }) => kind === 'video' && readyState === 'live')",
    )
    .await?;
    becomes(
        &lin,
        "Lin sees the camera",
        "colourOf(other().stream) && !isRed()",
    )
    .await?;

    ada.eval(
        "window.mine = ownTrack(); await call.useTrack('camera', mine)",
        &[],
    )
    .await?;
    becomes(&lin, "Lin sees another track", "isRed()").await?;
    ada.eval("mine.stop()", &[]).await?;
    becomes(
        &ada,
        "Ada's page is told that it has ended",
        "events.some(({ code }) => code === 'CameraTrackEnded') && call.ownMedia.camera === 'off'",
    )
    .await?;
    becomes(&lin, "so is Lin", "other().media.camera === 'off'").await?;

    for (given, problem) in [
        ("'camera', {}", "MediaStreamTrack"),
        ("'camera', undefined", "MediaStreamTrack"),
        ("'camera', mine", "ended"),
        ("'screen', ownTrack()", "source"),
        ("'microphone', ownTrack()", "audio"),
    ] {
        let refused = ada
            .eval(
                &format!(
                    "return call.useTrack({given}).catch(({{ code, message }}) => `${{code}}: ${{message}}`)"
                ),
                &[],
            )
            .await?;
        let refused = refused.as_str().unwrap_or_default();
        ensure!(
            refused.starts_with("UnusableArgument") && refused.contains(problem),
            "{given}: {refused}"
        );
    }
    Ok(())
}

async fn the_effect_in_the_guide_works(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let effect = GUIDE
        .split("### A picture of your own")
        .nth(1)
        .and_then(|section| section.split("```js\n").nth(1))
        .and_then(|code| code.split("```").next())
        .context("the guide has an effect")?;
    place.embedder.add("effect.js", effect)?;
    place.add(
        "effect.html",
        r#"<!doctype html><script src="tracks.js"></script><script src="colour.js"></script>
           <script type="module" src="SERVERvisavis.js"></script>
           <vis-a-vis server="SIGNAL" room="sent" name="Ada" autojoin></vis-a-vis>
           <script type="module" src="effect.js"></script>"#,
    )?;
    let lin = open(&place, "Lin").await?;
    lin.eval("await begin({ cameraOff: true, muted: true })", &[])
        .await?;
    // Opened last, so that its window is visible: browsers draw nothing in a hidden page.
    let ada = place.open("effect.html").await?;
    becomes(
        &ada,
        "her own picture is grey",
        "(([red, green, blue]) => red > 20 && Math.max(red, green, blue) - Math.min(red, green, blue) < 16)(
            colourOf($('vis-a-vis').ownStream))",
    )
    .await?;
    becomes(
        &lin,
        "Lin receives it",
        "other()?.media.camera === 'on' && (await connections()).some(({ framesDecoded }) => framesDecoded > 5)",
    )
    .await?;

    ada.eval(
        "const call = $('vis-a-vis');
         call.mute();
         call.cameraOff();
         window.tracks = tracks.filter(({ kind }) => kind === 'video');",
        &[],
    )
    .await?;
    becomes(
        &lin,
        "Lin is told that her camera is off",
        "other().media.camera === 'off'",
    )
    .await?;
    becomes(&ada, "its light is out", NO_TRACK_IS_LIVE).await?;
    ada.eval("$('vis-a-vis').cameraOn()", &[]).await?;
    becomes(
        &ada,
        "it is opened again",
        "$('vis-a-vis').ownMedia.camera === 'on' && $('vis-a-vis').ownStream.getVideoTracks().length === 1",
    )
    .await
}

async fn constraints_and_caps_apply_from_the_start_and_live(engine: Engine) -> Result<()> {
    let place = place(engine).await?;
    let lin = open(&place, "Lin").await?;
    lin.eval("await begin()", &[]).await?;
    let ada = open(&place, "Ada").await?;
    for (options, problem) in [
        (
            "{ videoConstraints: { widht: 1 } }",
            "UnknownOption: there is no option \"videoConstraints.widht\"",
        ),
        (
            "{ audioConstraints: { echoCancellation: 1 } }",
            "UnusableOption: \"audioConstraints.echoCancellation\"",
        ),
        ("{ maxVideoBitrate: -1 }", "UnusableOption: \"maxVideoBitrate\""),
    ] {
        let refused =
            format!("return begin({options}).catch(({{ code, message }}) => `${{code}}: ${{message}}`)");
        let refused = ada.eval(&refused, &[]).await?;
        ensure!(
            refused.as_str().unwrap_or_default().starts_with(problem),
            "{refused}"
        );
    }

    ada.eval(
        "await begin({ videoConstraints: { width: 320, height: 240 }, maxVideoBitrate: 150000 })",
        &[],
    )
    .await?;
    becomes(&ada, "the camera is small", &has_width(320)).await?;
    becomes(&ada, "what is sent is capped", &has_cap("=== 150000")).await?;

    ada.eval(
        "call.setConstraints('camera', { width: 640, height: 480 }); call.setMaxBitrate('camera', null)",
        &[],
    )
    .await?;
    becomes(&ada, "the camera is larger", &has_width(640)).await?;
    becomes(&ada, "the cap is gone", &has_cap("=== 2000000")).await?;
    becomes(&lin, "Lin sees it", "colourOf(other().stream) && true").await?;

    ada.eval(
        "call.setConstraints('camera', { facingMode: { exact: 'environment' } })",
        &[],
    )
    .await?;
    becomes(
        &ada,
        "a camera that cannot do it is told and used",
        "events.some(({ code }) => code === 'CameraOverconstrained') && call.ownMedia.camera === 'on'",
    )
    .await?;
    becomes(&ada, "it has a picture", &has_width(1280)).await
}

fn has_width(width: u32) -> String {
    format!("call.ownStream?.getVideoTracks()[0]?.getSettings().width === {width}")
}

fn has_cap(is: &str) -> String {
    format!("cameraSender()?.getParameters().encodings[0].maxBitrate {is}")
}

async fn place(engine: Engine) -> Result<Place> {
    let page = r#"<body><script src="tracks.js"></script><script src="colour.js"></script>
        <script type="module" src="page.js"></script>"#;
    let place = Place::new(engine, page).await?;
    place.add("page.js", include_str!("sent_media.js"))?;
    place.add("colour.js", include_str!("colour.js"))?;
    Ok(place)
}

async fn open(place: &Place, name: &str) -> Result<Page> {
    let page = place.open(&format!("?name={name}")).await?;
    becomes(&page, "it is loaded", "window.isReady").await?;
    Ok(page)
}

async fn becomes(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.until(what, expression, SOON).await?;
    Ok(())
}
