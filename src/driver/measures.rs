//! The steps of a set-up in the browser's performance timeline (User Timing, `PerformanceMeasure`).

use crate::web::{JsResultExt, millis, object};
use js_sys::Object;
use visavis_call::protocol::ClientId;
use visavis_call::{MeasuredStep, SetUpStep};
use wasm_bindgen::prelude::*;

/// Measures that one call leaves there: the browser keeps them as long as the page.
const MOST: u32 = 24;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, catch)]
    fn measure(name: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// What one call has measured so far.
#[derive(Debug, Default)]
pub(super) struct Measures {
    made: u32,
    has_server: bool,
}

impl Measures {
    /// Measures the steps of a set-up, each as `visavis:` and its name. The server is the same for everyone.
    pub(super) fn note(&mut self, of: &ClientId, steps: &[MeasuredStep]) {
        for step in steps {
            let is_again = step.step == SetUpStep::Server && std::mem::replace(&mut self.has_server, true);
            if is_again || self.made >= MOST {
                continue;
            }
            self.made += 1;
            let detail = object::dictionary(&[("id", of.0.as_str().into())]);
            let options = object::dictionary(&[
                ("start", millis(step.from).into()),
                ("end", millis(step.to).into()),
                ("detail", detail.into()),
            ]);
            let measured = measure(&format!("visavis:{}", step.step.name()), &options);
            measured.or_exception().warn_on_error("measuring");
        }
    }
}
