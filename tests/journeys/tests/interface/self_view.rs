//! The self-view in a call of two: dragged to a corner, where it stays.

use anyhow::Result;
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn the_self_view_can_be_dragged_to_any_corner_and_stays_there_in_chromium() -> Result<()> {
    the_self_view_can_be_dragged_to_any_corner_and_stays_there(Engine::Chromium).await
}

#[tokio::test]
async fn the_self_view_can_be_dragged_to_any_corner_and_stays_there_in_firefox() -> Result<()> {
    the_self_view_can_be_dragged_to_any_corner_and_stays_there(Engine::Firefox).await
}

async fn the_self_view_can_be_dragged_to_any_corner_and_stays_there(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "picture", "Ada").await?;
    let lin = Person::join(&browser, &server.url(), "picture", "Lin").await?;
    ada.is_in_call_with(1).await?;

    for (across, down) in [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)] {
        drag(&ada, across, down).await?;
        is_at(&ada, across, down).await?;
    }
    ada.hang_up().await?;
    lin.is_alone().await?;
    ada.page().reload().await?;
    ada.press_join().await?;
    ada.is_in_call_with(1).await?;
    is_at(&ada, 0.1, 0.9).await
}

/// Drags the self-view by its middle to a point of the stage, given in fractions of its width and height.
async fn drag(person: &Person, across: f64, down: f64) -> Result<()> {
    person
        .page()
        .eval(
            "const own = $('vis-a-vis >>> .own');
             const [from, area] = [own, $('vis-a-vis >>> .stage')].map((element) => element.getBoundingClientRect());
             // A synthetic pointer cannot be captured.
             own.setPointerCapture = () => {};
             const point = (name, x, y) => own.dispatchEvent(new PointerEvent(name, {
                 clientX: x, clientY: y, button: 0, pointerId: 1, pointerType: 'mouse', bubbles: true, composed: true,
             }));
             const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
             const [endX, endY] = [area.x + area.width * args[0], area.y + area.height * args[1]];
             point('pointerdown', x, y);
             point('pointermove', (x + endX) / 2, (y + endY) / 2);
             point('pointermove', endX, endY);
             const to = own.getBoundingClientRect();
             if (Math.hypot(to.x + to.width / 2 - endX, to.y + to.height / 2 - endY) > 2) throw new Error('the self-view does not follow the pointer');
             point('pointerup', endX, endY);",
            &[across.into(), down.into()],
        )
        .await?;
    Ok(())
}

/// Waits until the self-view is in the corner nearest to that point, close to two edges of the stage.
async fn is_at(person: &Person, across: f64, down: f64) -> Result<()> {
    person
        .sees(
            "the self-view in its corner",
            &format!(
                "(() => {{
                    const [own, area] = ['.own', '.stage'].map((name) => $(`vis-a-vis >>> ${{name}}`).getBoundingClientRect());
                    const [x, y] = [own.x + own.width / 2 - area.x, own.y + own.height / 2 - area.y];
                    return x / area.width < .3 === {across} < .5 && x / area.width > .7 === {across} > .5
                        && y / area.height < .3 === {down} < .5 && y / area.height > .65 === {down} > .5;
                }})()"
            ),
        )
        .await
}
