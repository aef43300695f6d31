//! What the page sets in the interface while it is shown, and what it is told of it.

use super::Ui;
use super::hide::Hidden;
use super::message::Message;
use super::panels::Panel;
use super::screens::Screen;
use super::stage::Arrangement;
use crate::web::JsResultExt;
use visavis_call::Signalling;
use visavis_call::protocol::ClientId;

/// A method or an attribute of the element that concerns the interface alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Setting {
    /// Opens a panel, or closes the open one.
    Panel(Option<Panel>),
    /// Shows a person large, whoever speaks.
    Pin(Option<ClientId>),
    /// Arranges more than two people; by their number, without one.
    Layout(Option<Arrangement>),
    /// The functions to hide.
    Hide(String),
    Heading(String),
    /// The address of a picture.
    Logo(String),
    LogoText(String),
    /// The attribute `lang` has changed.
    Language,
    /// The call is entered at once: no lobby.
    Entering,
}

impl Setting {
    /// Reads a setting by its name in `www/element.js`. Empty values unset it.
    pub(super) fn read(name: &str, value: &str) -> Option<Self> {
        let value = || value.to_owned();
        let given = || Some(value()).filter(|value| !value.is_empty());
        Some(match name {
            "panel" => Self::Panel(given().and_then(|name| Panel::of(&name))),
            "pin" => Self::Pin(given().map(ClientId)),
            "layout" => Self::Layout(given().and_then(|name| Arrangement::from_name(&name))),
            "hide" => Self::Hide(value()),
            "heading" => Self::Heading(value()),
            "logo" => Self::Logo(value()),
            "logoText" => Self::LogoText(value()),
            "lang" => Self::Language,
            "entering" => Self::Entering,
            _ => return None,
        })
    }
}

/// What the page was told last.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    panel: Option<Panel>,
    pinned: Option<ClientId>,
    layout: Arrangement,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            panel: None,
            pinned: None,
            layout: Arrangement::Grid,
        }
    }
}

impl Ui {
    pub(super) fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Panel(None) => self.panels.close(&self.strings),
            Setting::Panel(Some(panel)) => self.show_panel(panel),
            Setting::Pin(_) | Setting::Layout(_) => self.handle_in_call(Message::Set(setting)),
            Setting::Hide(names) => self.hide(Hidden::read(&names)),
            Setting::Heading(heading) => self.brand.set_heading(&heading),
            Setting::Logo(address) => self.brand.set_logo(&address),
            Setting::LogoText(text) => self.brand.set_logo_text(&text),
            Setting::Language => self.follow_language(),
            Setting::Entering if self.screens.current() == Screen::Lobby => {
                let shown = self.show_signalling(Signalling::Connecting);
                shown.warn_on_error("showing the call");
                self.load_apart();
            }
            Setting::Entering => {}
        }
    }

    /// Tells the page what has changed: by the person, by the page itself, or because somebody has come or gone.
    pub(super) fn tell_page(&mut self) {
        let now = Told {
            panel: self.panels.open(),
            pinned: self.stage.pinned().cloned(),
            layout: self.stage.arrangement(),
        };
        if now == self.told {
            return;
        }
        let before = std::mem::replace(&mut self.told, now);
        let (now, tools) = (&self.told, &self.tools);
        if now.panel != before.panel {
            tools.tell("panelChanged", "panel", now.panel.map(Panel::name));
        }
        if now.pinned != before.pinned {
            tools.tell("pinChanged", "id", now.pinned.as_ref().map(|id| &*id.0));
        }
        if now.layout != before.layout {
            tools.tell("layoutChanged", "layout", Some(now.layout.name()));
        }
    }
}
