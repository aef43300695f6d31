//! A person's row in the list of people, and how loud they are here.

use crate::view::dom::{find, set_attr};
use crate::view::markup::{Part, build};
use crate::view::message::{Mailbox, Message};
use crate::view::strings::Strings;
use crate::web::{EventType, Exception, Listener};
use visavis_call::Volume;
use visavis_call::protocol::ClientId;
use web_sys::{Element, Event, HtmlInputElement};

const INPUT: EventType<Event> = EventType::new("input");

pub(in crate::view) struct Row {
    element: Element,
    name: String,
    volume: Volume,
    slider: HtmlInputElement,
    _slid: Listener,
    is_muted_here: bool,
}

impl Row {
    pub(super) fn new(person: &ClientId, mailbox: &Mailbox, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::PersonRow, strings)?;
        set_attr(&element, "data-of", &person.0);
        let slider: HtmlInputElement = find(&element, ".volume")?;
        let slid = {
            let (mailbox, person, slider) = (mailbox.clone(), person.clone(), slider.clone());
            Listener::new(&slider.clone(), &INPUT, move |_| {
                mailbox.put(Message::VolumeChosen(person.clone(), slider.value_as_number()));
            })
        };
        let row = Self {
            element,
            name: String::new(),
            volume: Volume::FULL,
            slider,
            _slid: slid,
            is_muted_here: false,
        };
        row.show_volume();
        Ok(row)
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn volume(&self) -> Volume {
        self.volume
    }

    pub(in crate::view) fn is_muted_here(&self) -> bool {
        self.is_muted_here
    }

    pub(super) fn set_name(&mut self, name: &str) {
        name.clone_into(&mut self.name);
    }

    /// Labels the buttons with the name, so that those of several people can be told apart; also anew, in another language.
    pub(super) fn put_words(&self, strings: &Strings) -> Result<(), Exception> {
        self.label(".verbs", &self.of_them("more", strings))?;
        self.label(".volume", &self.of_them("volume", strings))?;
        self.label_mute(strings)
    }

    /// Shows how loud they are played here.
    pub(super) fn set_volume(
        &mut self,
        volume: Volume,
        is_muted: bool,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.volume = volume;
        self.is_muted_here = is_muted;
        // What is moved at the moment is ahead of what is played.
        if self.slider.matches(":active") != Ok(true) {
            self.show_volume();
        }
        self.label_mute(strings)
    }

    /// Somebody muted is played with the volume 0.
    fn show_volume(&self) {
        let volume = if self.is_muted_here {
            0.0
        } else {
            self.volume.get()
        };
        self.slider.set_value_as_number(volume * 100.0);
        let percent = format!("{} %", self.slider.value());
        set_attr(&self.slider, "aria-valuetext", &percent);
    }

    /// Labels the button that mutes them here.
    fn label_mute(&self, strings: &Strings) -> Result<(), Exception> {
        let does = if self.is_muted_here {
            "unmute-here"
        } else {
            "mute-here"
        };
        self.label(".mute-here", &self.of_them(does, strings))
    }

    fn of_them(&self, key: &str, strings: &Strings) -> String {
        strings.beside_name(&format!("{}: ", strings.of(key)), &self.name, "")
    }

    fn label(&self, selector: &str, label: &str) -> Result<(), Exception> {
        let button = find(&self.element, selector)?;
        set_attr(&button, "aria-label", label);
        set_attr(&button, "title", label);
        Ok(())
    }
}

impl Drop for Row {
    fn drop(&mut self) {
        self.element.remove();
    }
}
