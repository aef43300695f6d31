//! The devices panel: selects camera, microphone and loudspeaker.

use crate::notice::DeviceChoice;
use crate::view::Ui;
use crate::view::dom::{all, create, find, missing, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build, say};
use crate::view::message::{Mailbox, Message};
use crate::view::stage::level_step;
use crate::view::strings::Strings;
use crate::web::{EventType, Exception, JsResultExt, Listener, Task, is_framed};
use visavis_call::Code;
use visavis_call::devices::DeviceKind;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlMediaElement, HtmlSelectElement};

const CHANGE: EventType<Event> = EventType::new("change");
const KINDS: [(DeviceKind, &str, &str); 3] = [
    (DeviceKind::Camera, "camera", "choose-camera"),
    (DeviceKind::Microphone, "microphone", "choose-microphone"),
    (DeviceKind::Loudspeaker, "speaker", "choose-speaker"),
];

pub(in crate::view) struct DevicesPanel {
    _listeners: Vec<Listener>,
    element: Element,
    selects: [HtmlSelectElement; 3],
    /// What the lists show: rewriting an open list would close it.
    told: [Option<Vec<DeviceChoice>>; 3],
    /// The loudspeaker in use, for videos that are added later.
    speaker: String,
}

impl DevicesPanel {
    pub(in crate::view) fn new(mailbox: &Mailbox, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Devices, strings)?;
        let [camera, microphone, speaker] =
            KINDS.map(|(_, name, _)| find::<HtmlSelectElement>(&element, &format!("[name={name}]")));
        let selects = [camera?, microphone?, speaker?];
        let listeners = selects
            .iter()
            .zip(KINDS)
            .map(|(select, (kind, ..))| {
                let (chosen, mailbox) = (select.clone(), mailbox.clone());
                Listener::new(select, &CHANGE, move |_| {
                    mailbox.put(Message::DeviceChosen(kind, chosen.value()));
                })
            })
            .collect();
        Ok(Self {
            _listeners: listeners,
            element,
            selects,
            told: Default::default(),
            speaker: String::new(),
        })
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    pub(in crate::view) fn show(
        &mut self,
        devices: &[DeviceChoice],
        strings: &Strings,
    ) -> Result<(), Exception> {
        for (index, (kind, _, word)) in KINDS.into_iter().enumerate() {
            let of_kind: Vec<_> = devices
                .iter()
                .filter(|device| device.kind == kind)
                .cloned()
                .collect();
            if self.told[index].as_ref() == Some(&of_kind) {
                continue;
            }
            let select = &self.selects[index];
            select.replace_children_with_node_0();
            let used = of_kind.iter().find(|device| device.is_used);
            let is_empty = of_kind.is_empty();
            if used.is_none() {
                // Stands for the browser's own choice. Without it the first device would appear to be the one in use,
                // and could not be selected.
                let option = create("option")?;
                toggle_attr(&option, "selected", true);
                toggle_attr(&option, "disabled", true);
                let label = if is_empty { "devices-none" } else { "device-own" };
                say(&option, label, &[], strings);
                select.append_child(&option).or_exception()?;
            }
            for (number, device) in of_kind.iter().enumerate() {
                let option = create("option")?;
                set_attr(&option, "value", &device.id);
                toggle_attr(&option, "selected", device.is_used);
                if device.label.is_empty() {
                    let values = [("kind", word), ("number", &*(number + 1).to_string())];
                    say(&option, "device-unnamed", &values, strings);
                } else {
                    set_text(&option, &device.label);
                }
                select.append_child(&option).or_exception()?;
            }
            select.set_disabled(is_empty);
            // Where loudspeakers cannot be selected, the browser uses its own.
            let is_hidden = is_empty && kind == DeviceKind::Loudspeaker;
            toggle_attr(&self.field(index)?, "hidden", is_hidden);
            if kind == DeviceKind::Loudspeaker {
                self.speaker = used.map(|device| device.id.clone()).unwrap_or_default();
            }
            self.told[index] = Some(of_kind);
        }
        let is_known = devices.iter().any(|device| !device.label.is_empty());
        toggle_attr(&find(&self.element, ".quiet")?, "hidden", is_known);
        Ok(())
    }

    /// Selects the device in use again, after another one was chosen that cannot be used.
    pub(in crate::view) fn refuse(&self, kind: DeviceKind) {
        for (index, _) in KINDS.iter().enumerate().filter(|(_, (of, ..))| *of == kind) {
            let told = self.told[index].iter().flatten();
            let used = told.clone().position(|device| device.is_used);
            // Without a device in use, the first entry stands for the browser's own choice.
            let selected = used.and_then(|used| i32::try_from(used).ok()).unwrap_or_default();
            self.selects[index].set_selected_index(selected);
        }
    }

    /// Routes audio to the loudspeaker in use, where the browser supports that.
    fn route(&self, media: &HtmlMediaElement, mailbox: &Mailbox) {
        let media: &Routed = media.unchecked_ref();
        if media.sink().is_some_and(|current| current != self.speaker)
            && let Ok(routed) = media.set_sink(&self.speaker)
        {
            let mailbox = mailbox.clone();
            Task::spawn(async move {
                // It may have just been unplugged: then the browser's own choice stays.
                let refused = JsFuture::from(routed).await.or_exception().err();
                if refused.is_some_and(|refused| refused.name == "NotAllowedError" && is_framed()) {
                    mailbox.put(Message::Withheld(Code::FrameNoLoudspeakers));
                }
            })
            .detach();
        }
    }

    /// Shows the microphone's level, 0 to 255.
    pub(in crate::view) fn show_level(&self, level: u8) {
        set_attr(&self.element, "data-level", level_step(level));
    }

    fn field(&self, index: usize) -> Result<Element, Exception> {
        self.selects[index]
            .closest("label")
            .or_exception()?
            .ok_or_else(|| missing("a label"))
    }
}

impl Ui {
    /// Routes everyone's audio to the selected loudspeaker.
    pub(in crate::view) fn route_everyone(&self) {
        for video in all(self.stage.element(), "video:not([part=self])") {
            self.devices.route(video.unchecked_ref(), &self.mailbox);
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// Missing from `web-sys`, and from Safari.
    type Routed;
    #[wasm_bindgen(method, getter, js_name = sinkId)]
    fn sink(this: &Routed) -> Option<String>;
    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    fn set_sink(this: &Routed, id: &str) -> Result<js_sys::Promise, JsValue>;
}
