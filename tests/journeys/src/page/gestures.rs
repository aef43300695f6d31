//! Touches, clicks and keys that go where they go, rather than to an element.

use anyhow::{Context, Result};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions,
};
use serde_json::Value;

use super::Page;
use crate::SOON;

impl Page {
    /// Taps the middle of an element with a touch pointer, whether the element is visible or not.
    ///
    /// # Errors
    ///
    /// Fails if there is no such element or the browser rejects the touch.
    pub async fn tap(&self, path: &str) -> Result<()> {
        let [x, y] = self.middle_of(path).await?;
        let finger = TouchActions::new("finger".to_owned())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .perform_actions(finger)
            .await
            .context("the browser rejects the touch")
    }

    /// Moves the mouse over an element.
    ///
    /// # Errors
    ///
    /// Fails if there is no such element or the browser rejects the movement.
    pub async fn hover(&self, path: &str) -> Result<()> {
        let [x, y] = self.middle_of(path).await?;
        let mouse =
            MouseActions::new("mouse".to_owned()).then(PointerAction::MoveTo { duration: None, x, y });
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .perform_actions(mouse)
            .await
            .context("the browser rejects the movement")
    }

    /// Clicks at a point of the viewport, whatever is there, also inside a frame.
    ///
    /// # Errors
    ///
    /// Fails if the browser rejects the click.
    pub async fn press_at(&self, x: f64, y: f64) -> Result<()> {
        let button = MOUSE_BUTTON_LEFT;
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .perform_actions(mouse)
            .await
            .context("the browser rejects the click")
    }

    /// Types keys into the focused element. `\u{e004}` is Tab, `\u{e007}` Enter, `\u{e00c}` Escape.
    ///
    /// # Errors
    ///
    /// Fails if the browser rejects the keys.
    pub async fn type_keys(&self, keys: &str) -> Result<()> {
        let keyboard = keys
            .chars()
            .fold(KeyActions::new("keys".to_owned()), |keyboard, key| {
                keyboard
                    .then(KeyAction::Down { value: key })
                    .then(KeyAction::Up { value: key })
            });
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .perform_actions(keyboard)
            .await
            .context("the browser rejects the keys")
    }

    /// Returns the middle of an element in the viewport.
    async fn middle_of(&self, path: &str) -> Result<[f64; 2]> {
        let found = self
            .until(
                &format!("there is {path}"),
                &format!("$({})", Value::from(path)),
                SOON,
            )
            .await?;
        let middle = "const { x, y, width, height } = args[0].getBoundingClientRect();
            return [Math.round(x + width / 2), Math.round(y + height / 2)]";
        let middle = self.eval(middle, &[found]).await?;
        Ok([0, 1].map(|index| middle[index].as_f64().unwrap_or_default()))
    }
}
