//! The note about what is in the way: of coming in, of being seen and of being heard. One card with a line for each thing,
//! over the picture in the lobby and at the top in a call, until it is resolved or dismissed.

use crate::view::dom::{find, set_text, take_away, toggle_attr};
use crate::view::markup::{Part, build, say, say_failure};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::{Code, Failure, Source};
use web_sys::Element;

/// What a line is about. Of each there is one line at most, but for what a frame lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Topic {
    /// The server, or the room.
    Room,
    /// The code of a call, which has not come.
    Part,
    /// What the page around this frame withholds.
    Frame,
    Device(Source),
}

/// What is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::view) enum Trouble {
    Failure(Failure),
    /// The room is locked, with so many people in it.
    Locked(u32),
}

pub(in crate::view) struct Notes {
    element: Element,
    /// `None`: nothing is in the way, or all of it was dismissed.
    card: Option<Element>,
    lines: Vec<Line>,
}

struct Line {
    topic: Topic,
    trouble: Trouble,
    /// Camera and microphone are mostly refused together, for the same reason: then only the first has an element.
    element: Option<Element>,
    is_dismissed: bool,
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(element) = &self.element {
            take_away(element);
        }
    }
}

impl Notes {
    pub(in crate::view) fn new(root: &Element) -> Result<Self, Exception> {
        Ok(Self {
            element: find(root, ".notes")?,
            card: None,
            lines: Vec::new(),
        })
    }

    /// Moves the note to its place on a screen.
    pub(in crate::view) fn move_to(&self, place: &Element) -> Result<(), Exception> {
        if self.element.parent_element().as_ref() != Some(place) {
            place.append_child(&self.element).or_exception()?;
        }
        Ok(())
    }

    /// Shows what is in the way, until it is not: `None`.
    pub(in crate::view) fn show(
        &mut self,
        topic: Topic,
        trouble: Option<Trouble>,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let known = self.lines.iter_mut().find(|line| line.topic == topic);
        match (known, trouble) {
            // Two codes may tell that the same file does not come.
            (Some(line), Some(trouble)) if line.trouble == trouble || topic == Topic::Part => return Ok(()),
            // No news, but the number of those who are there.
            (Some(line), Some(Trouble::Locked(count))) if matches!(line.trouble, Trouble::Locked(_)) => {
                line.trouble = Trouble::Locked(count);
                return line.fill(strings);
            }
            (_, trouble) => {
                self.lines.retain(|line| line.topic != topic);
                self.lines
                    .extend(trouble.map(|trouble| Line::new(topic, trouble)));
            }
        }
        self.draw(strings)
    }

    /// Names a right that the page around this frame withholds from what the person has just used.
    pub(in crate::view) fn show_withheld(&mut self, code: Code, strings: &Strings) -> Result<(), Exception> {
        let trouble = Trouble::Failure(Failure::from(code));
        // One that was dismissed is shown again.
        self.lines.retain(|line| line.trouble != trouble);
        self.lines.push(Line::new(Topic::Frame, trouble));
        self.draw(strings)
    }

    /// Returns whether a button is in the note, not in that of a file.
    pub(in crate::view) fn contains(&self, button: &Element) -> bool {
        let card = self.card.as_ref();
        card.is_some_and(|card| card.contains(Some(button)))
    }

    /// Takes the note away. What gets in the way later is told.
    pub(in crate::view) fn dismiss(&mut self) {
        let Some(card) = self.card.take() else { return };
        for line in &mut self.lines {
            (line.element, line.is_dismissed) = (None, true);
        }
        take_away(&card);
    }

    /// Returns what the line is about that contains `button`.
    pub(in crate::view) fn topics_around(&self, button: &Element) -> Vec<Topic> {
        let around = self.lines.iter().find(|line| {
            let element = line.element.as_ref();
            element.is_some_and(|element| element.contains(Some(button)))
        });
        let same = self
            .lines
            .iter()
            .filter(|line| around.is_some_and(|around| around.trouble == line.trouble));
        same.map(|line| line.topic).collect()
    }

    fn draw(&mut self, strings: &Strings) -> Result<(), Exception> {
        for index in 0..self.lines.len() {
            let (earlier, rest) = self.lines.split_at_mut(index);
            let Some(line) = rest.first_mut() else { break };
            let was_said = earlier.iter().any(|earlier| earlier.trouble == line.trouble);
            if was_said || line.is_dismissed || line.element.is_some() {
                continue;
            }
            let card = match &self.card {
                Some(card) => card.clone(),
                None => build(Part::Note, strings)?,
            };
            let element = line.draw(strings)?;
            let lines: Element = find(&card, ".troubles")?;
            // Whether one comes in at all is said first.
            match line.topic {
                Topic::Room | Topic::Part => lines.prepend_with_node_1(&element),
                Topic::Frame | Topic::Device(_) => lines.append_with_node_1(&element),
            }
            .or_exception()?;
            if self.card.is_none() {
                // Complete: it is read out as it comes.
                self.element.append_child(&card).or_exception()?;
                self.card = Some(card);
            }
        }
        if self.lines.iter().all(|line| line.element.is_none())
            && let Some(card) = self.card.take()
        {
            take_away(&card);
        }
        Ok(())
    }
}

impl Line {
    fn new(topic: Topic, trouble: Trouble) -> Self {
        Self {
            topic,
            trouble,
            element: None,
            is_dismissed: false,
        }
    }

    fn draw(&mut self, strings: &Strings) -> Result<Element, Exception> {
        let element = build(Part::Trouble, strings)?;
        if self.is_for_the_browser() {
            let picture = build(Part::Allow, strings)?;
            find::<Element>(&element, ".sentence")?
                .after_with_node_1(&picture)
                .or_exception()?;
        }
        self.element = Some(element.clone());
        self.fill(strings)?;
        Ok(element)
    }

    fn fill(&self, strings: &Strings) -> Result<(), Exception> {
        let Some(element) = &self.element else {
            return Ok(());
        };
        let sentence = find(element, ".sentence")?;
        match &self.trouble {
            Trouble::Locked(count) => {
                say(
                    &sentence,
                    "locked-with",
                    &[("count", &count.to_string())],
                    strings,
                );
            }
            // It is for programs.
            Trouble::Failure(failure) if failure.code.key().is_none() => {
                say(&sentence, "apart-missing", &[], strings);
            }
            Trouble::Failure(failure) => {
                say_failure(&sentence, failure, strings);
            }
        }
        let code = match &self.trouble {
            Trouble::Failure(failure) => Some(failure.code),
            Trouble::Locked(_) => None,
        };
        set_text(&find(element, "code")?, code.map_or("", Code::id));
        toggle_attr(&find(element, "details")?, "hidden", code.is_none());
        let pays = code.is_some_and(Code::can_retry);
        let is_device = matches!(self.topic, Topic::Device(_));
        toggle_attr(
            &find(element, "[data-action=retry]")?,
            "hidden",
            !(pays && is_device),
        );
        // The lobby looks into the room again and again.
        let is_watched = pays && self.topic == Topic::Room;
        toggle_attr(&find(element, ".again")?, "hidden", !is_watched);
        Ok(())
    }

    /// Returns whether the person has to allow a device in the browser itself.
    fn is_for_the_browser(&self) -> bool {
        let Trouble::Failure(failure) = &self.trouble else {
            return false;
        };
        matches!(
            failure.code,
            Code::DevicesDenied
                | Code::CameraDenied
                | Code::MicrophoneDenied
                | Code::CameraWithdrawn
                | Code::MicrophoneWithdrawn
        )
    }
}
