//! What a person sees, inside the shadow root: notices in, intentions out.
//!
//! No state of the call lives here beyond what is on the screen. Markup is in `view/*.html`, style in `view/*.css`, every
//! word in `view/words.rs`.

mod actions;
mod awake;
mod charge;
mod chat;
mod choices;
mod copy_link;
mod dom;
mod drag;
mod events;
mod extras;
mod face;
mod focus;
mod idle;
mod kept;
mod keys;
mod levels;
mod log;
mod lookout;
mod markup;
mod measures;
mod menu;
mod own;
mod panels;
mod picture;
mod preview;
mod recording;
mod ringer;
mod screens;
mod shared;
mod sharing;
mod sound;
mod speech;
mod stage;
mod status;
mod style;
#[cfg(test)]
mod tests;
mod tick;
mod tile;
mod words;

use crate::notice::{Intention, Notice};
use crate::web::{Exception, Listener, Task};
use awake::{Awake, MediaKeys};
use chat::Chat;
use choices::Choices;
use dom::{NAME_CHARS, bounded, find, flag, mark, say};
use extras::Extras;
use focus::Focus;
use idle::Idle;
use log::Log;
use markup::{Part, build};
use measures::Measures;
use menu::Menu;
use own::Own;
use panels::Panels;
use recording::Recording;
use ringer::Ringer;
use screens::{Screen, Screens};
use sharing::Sharing;
use stage::{Arrangement, Stage};
use status::Status;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use tick::Hearing;
use web_sys::{Element, HtmlInputElement, ShadowRoot};
use words::Words;

/// The longest room name that is shown.
const ROOM_CHARS: usize = 128;

/// What the interface says about the call before there is one.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The room's name.
    pub(crate) room: String,
    /// The address that brings others here.
    pub(crate) link: String,
    /// The name to begin with; may be empty.
    pub(crate) name: String,
    /// People call one of those who are there.
    pub(crate) ring: bool,
    /// No camera is used.
    pub(crate) audio_only: bool,
    /// The addresses of the words of other languages, by tag.
    pub(crate) words: js_sys::Object,
}

/// The interface of one call. Dropping it takes it off the page.
pub(crate) struct View {
    _listeners: Vec<Listener>,
    _tasks: [Task; 4],
    shown: Rc<Shown>,
}

/// What is on the screen, with the parts that draw it.
struct Shown {
    words: Words,
    /// What waits for words to be said in.
    wordless: RefCell<Option<Vec<Notice>>>,
    root: Element,
    name: HtmlInputElement,
    screens: Screens,
    own: Own,
    panels: Panels,
    menu: Menu,
    sharing: Sharing,
    idle: Idle,
    focus: Focus,
    extras: Extras,
    stage: RefCell<Stage>,
    stage_element: Element,
    status: RefCell<Status>,
    chat: RefCell<Chat>,
    choices: RefCell<Choices>,
    measures: RefCell<Measures>,
    log: RefCell<Log>,
    /// A look into the room was answered.
    has_seen: Cell<bool>,
    hearing: RefCell<Option<Hearing>>,
    recording: RefCell<Option<Recording>>,
    ringer: RefCell<Ringer>,
    /// Held while a call goes on.
    during_call: RefCell<Option<(Awake, Option<MediaKeys>)>>,
    /// A button that asked whether it is meant waits for the second press so long.
    sure: RefCell<Option<crate::web::Alarm>>,
    /// When the call began.
    began: Cell<Option<f64>>,
    playing: RefCell<Vec<Task>>,
    flying: RefCell<Vec<crate::web::Alarm>>,
    intend: Rc<dyn Fn(Intention)>,
    itself: RefCell<Weak<Shown>>,
}

impl View {
    /// Builds the interface inside `shadow`, in the place of whatever is there. `intend` is called with what the person
    /// wants, and must only take note of it.
    ///
    /// # Errors
    ///
    /// The exception of a browser that lacks something, or of a page whose policy does not allow ours.
    pub(crate) fn new(
        shadow: &ShadowRoot,
        about: About,
        intend: impl Fn(Intention) + 'static,
    ) -> Result<Self, Exception> {
        style::adopt(shadow)?;
        let intend: Rc<dyn Fn(Intention)> = Rc::new(intend);
        let shown = Rc::new(Shown::new(shadow, &about, Rc::clone(&intend))?);
        let weak = Rc::downgrade(&shown);
        shown.itself.replace(weak.clone());
        let mut listeners = Vec::from(actions::listen(&shown, &weak)?);
        listeners.extend(keys::listen(shadow, &shown.root, &weak, &intend));
        listeners.extend(
            drag::listen(shown.own.tile(), &shown.stage_element)
                .into_iter()
                .flatten(),
        );
        listeners.push(log::listen(&shown.stage_element, &weak));
        shadow.replace_children_with_node_1(&shown.root);
        let tasks = [
            tick::run(&weak),
            preview::start(&weak),
            lookout::start(&weak),
            speech::begin(&shown, shadow, &about.words),
        ];

        Ok(Self {
            _listeners: listeners,
            _tasks: tasks,
            shown,
        })
    }

    /// Shows what the driver tells. To be called for every notice, in order.
    pub(crate) fn show(&self, notice: &Notice) {
        self.shown.show_in_words(notice);
    }
}

impl Shown {
    fn new(shadow: &ShadowRoot, about: &About, intend: Rc<dyn Fn(Intention)>) -> Result<Self, Exception> {
        let words = Words::default();
        let root = build(Part::Root, &words)?;
        mark(&root, "data-kind", if about.ring { "ring" } else { "open" });
        flag(&root, "data-audio-only", about.audio_only);
        let people = build(Part::People, &words)?;
        let own = Own::new(&people, &words)?;
        if about.audio_only {
            own.begin_without_camera();
        }
        let screens = Screens::new(shadow, &root, &people, &about.link, &own, &words)?;
        let (lobby, call) = (screens.element(Screen::Lobby), screens.element(Screen::Call));
        let menu = Menu::new(&root, call, &words)?;
        let chat = Chat::new(call, Rc::clone(&intend), &words)?;
        let choices = Choices::new(&intend, &words)?;
        let measures = Measures::new(&words)?;
        let log = Log::new(&words)?;
        let help = build(Part::Help, &words)?;
        let sections = [
            chat.element(),
            &people,
            choices.element(),
            measures.element(),
            log.element(),
            &help,
        ];
        let panels = Panels::new(shadow, &root, &sections, &words)?;
        let name = actions::name_field(lobby)?;
        let known = if about.name.is_empty() {
            kept::get(kept::NAME)
        } else {
            None
        };
        name.set_value(&bounded(known.as_ref().unwrap_or(&about.name), NAME_CHARS));
        own::draw_face(own.tile(), &name.value());
        name_room(lobby, &about.room, &words)?;
        if about.ring {
            let alone: Element = find(call, ".alone [data-say]")?;
            mark(&alone, "data-say", "alone-ring");
            say(&alone, &words.of("alone-ring"));
        }
        let stage_element: Element = find(call, ".stage")?;
        let rows = find(&people, ".everyone")?;
        let mut stage = Stage::new(
            stage_element.clone(),
            own.tile().clone(),
            rows,
            about.ring,
            &words,
        );
        stage.choose(match kept::get(kept::LAYOUT).as_deref() {
            Some("grid") => Some(Arrangement::Grid),
            Some("speaker") => Some(Arrangement::Speaker),
            _ => None,
        });
        let corner = kept::get(kept::CORNER).filter(|kept| drag::CORNERS.contains(&kept.as_str()));
        if let Some(corner) = corner {
            mark(&stage_element, "data-corner", &corner);
        }
        flag(
            &stage_element,
            "data-tucked",
            kept::get(kept::TUCKED).is_some_and(|kept| !kept.is_empty()),
        );

        Ok(Self {
            sharing: Sharing::new(&root, call, &words)?,
            idle: Idle::new(&root),
            focus: Focus::new(shadow),
            extras: Extras::new(shadow.host()),
            stage: RefCell::new(stage),
            stage_element,
            status: RefCell::new(Status::new(&root, &words)?),
            chat: RefCell::new(chat),
            choices: RefCell::new(choices),
            measures: RefCell::new(measures),
            log: RefCell::new(log),
            has_seen: Cell::new(false),
            hearing: RefCell::new(None),
            recording: RefCell::new(None),
            ringer: RefCell::default(),
            during_call: RefCell::new(None),
            began: Cell::new(None),
            playing: RefCell::default(),
            flying: RefCell::default(),
            sure: RefCell::default(),
            itself: RefCell::default(),
            words,
            wordless: RefCell::default(),
            root,
            name,
            screens,
            own,
            panels,
            menu,
            intend,
        })
    }

    fn intend(&self, intention: Intention) {
        (self.intend)(intention);
    }

    fn is_in_call(&self) -> bool {
        self.screens.current() == Screen::Call
    }

    fn is_in_lobby(&self) -> bool {
        self.screens.current() == Screen::Lobby
    }

    fn stage_element(&self) -> &Element {
        &self.stage_element
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// A room made at random has a name that nobody reads: then something kind stands above it.
fn name_room(lobby: &Element, room: &str, words: &Words) -> Result<(), Exception> {
    let (title, above): (Element, Element) = (find(lobby, ".room")?, find(lobby, "header .quiet")?);
    if is_made_up(room) {
        say(&title, &words.of("ready"));
        mark(&title, "data-say", "ready");
        flag(&above, "hidden", true);
    } else {
        say(&title, &bounded(room, ROOM_CHARS));
    }
    Ok(())
}

/// Syllables of two letters in groups of four, as the page makes them; see `www/page.js`.
fn is_made_up(room: &str) -> bool {
    let is_vowel = |c: char| "aiou".contains(c);
    room.len() == 24
        && room.split('-').all(|group| {
            group.len() == 4
                && group
                    .chars()
                    .enumerate()
                    .all(|(index, c)| c.is_ascii_lowercase() && is_vowel(c) == (index % 2 == 1))
        })
}
