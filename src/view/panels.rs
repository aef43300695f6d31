//! The side panel, a bottom sheet on a phone; it shows one of its six sections at a time.

mod chat;
mod devices;
mod inset;
mod log;
mod own_name;
mod person_menu;
mod quality;

pub(super) use chat::{Chat, Said, unfold};
pub(super) use devices::DevicesPanel;
pub(super) use inset::Inset;
pub(super) use log::{Log, Step, What};
pub(super) use quality::QualityPanel;

use super::Ui;
use super::dom::{all, find, set_attr, set_text, toggle_attr};
use super::focus::focus;
use super::message::Message;
use super::screens::Screen;
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

/// A section of the panel. Its name is the same in the markup, the strings and the attribute of the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    Chat,
    People,
    Devices,
    Quality,
    Log,
    Help,
}

impl Panel {
    const ALL: [Self; 6] = [
        Self::Chat,
        Self::People,
        Self::Devices,
        Self::Quality,
        Self::Log,
        Self::Help,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::People => "people",
            Self::Devices => "devices",
            Self::Quality => "quality",
            Self::Log => "log",
            Self::Help => "help",
        }
    }

    /// Returns whether a screen has a use for it.
    pub(super) fn is_of(self, screen: Screen) -> bool {
        match self {
            Self::Chat | Self::People | Self::Quality => screen == Screen::Call,
            Self::Devices => screen != Screen::After,
            Self::Log => matches!(screen, Screen::Call | Screen::After),
            Self::Help => true,
        }
    }

    /// Returns the panel that the buttons of an action open.
    pub(super) fn of(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.name() == action)
    }
}

pub(super) struct Panels {
    shadow: ShadowRoot,
    root: Element,
    element: HtmlElement,
    title: Element,
    sections: [(Panel, Element); 6],
    open: Option<Panel>,
    /// The element that had the focus before, and gets it back on closing.
    opener: Option<HtmlElement>,
}

impl Panels {
    /// Moves the sections into the panel of `root`.
    pub(super) fn new(
        shadow: &ShadowRoot,
        root: &Element,
        sections: [(Panel, Element); 6],
    ) -> Result<Self, Exception> {
        let element: HtmlElement = find(root, ".panel")?;
        for (_, section) in &sections {
            element.append_child(section).or_exception()?;
        }
        Ok(Self {
            title: find(&element, "h2")?,
            shadow: shadow.clone(),
            root: root.clone(),
            element,
            sections,
            open: None,
            opener: None,
        })
    }

    pub(super) fn is_open(&self, panel: Panel) -> bool {
        self.open == Some(panel)
    }

    /// Returns the open panel.
    pub(super) fn open(&self) -> Option<Panel> {
        self.open
    }

    /// Opens a panel for the page, without taking the focus: the person may be elsewhere in the page.
    pub(super) fn open_quietly(&mut self, panel: Panel, strings: &Strings) {
        self.open = Some(panel);
        self.show(strings);
    }

    /// Opens a panel, or closes it if it is open.
    pub(super) fn toggle(&mut self, panel: Panel, strings: &Strings) {
        if self.is_open(panel) {
            self.close(strings);
            return;
        }
        self.open = Some(panel);
        let focused = self.shadow.active_element();
        let opener = focused
            .filter(|element| !self.element.contains(Some(element)))
            .map(JsCast::unchecked_into);
        if opener.is_some() {
            self.opener = opener;
        }
        self.show(strings);
        let first = find::<HtmlElement>(
            &self.element,
            "section:not([hidden]) :is(textarea, label:not([hidden]) > select:enabled)",
        )
        .ok();
        focus(first.as_ref().unwrap_or(&self.element));
    }

    /// Returns the element that takes the focus while a panel is open.
    pub(super) fn focusable(&self) -> Option<HtmlElement> {
        self.open.map(|_| self.element.clone())
    }

    /// Closes the open panel.
    pub(super) fn close(&mut self, strings: &Strings) {
        if self.open.take().is_none() {
            return;
        }
        let had_focus = self
            .shadow
            .active_element()
            .is_some_and(|focused| self.element.contains(Some(&focused)));
        self.show(strings);
        let opener = self.opener.take().filter(|opener| opener.is_connected());
        if had_focus && let Some(opener) = opener {
            focus(&opener);
        }
    }

    /// Shows the open panel. Also needed after the screen has changed, since its buttons show which panel is open.
    pub(super) fn show(&self, strings: &Strings) {
        match self.open {
            Some(open) => set_attr(&self.root, "data-panel", open.name()),
            None => toggle_attr(&self.root, "data-panel", false),
        }
        toggle_attr(&self.element, "hidden", self.open.is_none());
        for (panel, section) in &self.sections {
            toggle_attr(section, "hidden", !self.is_open(*panel));
        }
        let title = self.open.map_or_else(String::new, |open| strings.of(open.name()));
        set_text(&self.title, &title);
        set_attr(&self.element, "aria-label", &title);
        for panel in Panel::ALL {
            let is_expanded = if self.is_open(panel) { "true" } else { "false" };
            let buttons = format!("[data-action={}][aria-expanded]", panel.name());
            for button in all(&self.root, &buttons) {
                set_attr(&button, "aria-expanded", is_expanded);
            }
        }
    }
}

impl Ui {
    pub(super) fn toggle_panel(&mut self, panel: Panel) {
        self.panels.toggle(panel, &self.strings);
        self.fill_opened();
    }

    /// Opens a panel for the page, if this screen has it.
    pub(super) fn show_panel(&mut self, panel: Panel) {
        if panel.is_of(self.screens.current()) {
            self.panels.open_quietly(panel, &self.strings);
            self.fill_opened();
        }
    }

    fn fill_opened(&mut self) {
        if let Some(Panel::Chat | Panel::Log | Panel::Quality) = self.panels.open() {
            self.handle_in_call(Message::PanelOpened);
        }
    }

    /// Shows what the open panel did not show while it was closed.
    pub(super) fn fill_panel(&mut self) {
        match self.panels.open() {
            Some(Panel::Chat) => {
                self.chat.read(&self.strings);
                self.draw_messages();
            }
            Some(Panel::Log) => self.draw_log(),
            Some(Panel::Quality) => self.draw_quality(),
            Some(Panel::People | Panel::Devices | Panel::Help) | None => {}
        }
    }

    /// Draws the last samples of all links.
    pub(super) fn draw_quality(&mut self) {
        let drawn = self.quality.draw(&self.strings);
        drawn.warn_on_error("drawing the quality");
    }
}
