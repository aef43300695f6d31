//! What a person sees, inside the shadow root: notices in, intentions out.
//!
//! No state of the call lives here beyond what is on the screen. Markup is in `view/*.html`, style in `view/*.css`, every
//! word in `view/strings.rs`.

mod actions;
mod bar;
mod dom;
mod focus;
mod full_screen;
mod keys;
mod language;
mod lobby;
mod markup;
mod panels;
mod picture_in_picture;
mod preferences;
mod render;
mod screens;
mod stage;
mod status;
mod strings;
mod style;
#[cfg(test)]
mod tests;
mod tick;
mod tools;

use crate::notice::{Intention, Notice};
use crate::web::{Exception, Listener, Task};
use bar::{Idle, Menu, Sharing};
use dom::{NAME_CHARS, bounded, find, set_attr, set_text, toggle_attr};
use focus::Focus;
use full_screen::FullScreen;
use markup::{Part, build};
use panels::{Chat, DevicesPanel, Log, Panels, QualityPanel};
use screens::{MediaKeys, Screen, Screens, WakeLock};
use stage::{Arrangement, SelfView, Stage, drag, self_view};
use status::{Ringer, Status};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use strings::Strings;
use tick::Hearing;
use tools::Recording;
use web_sys::{Element, HtmlInputElement, ShadowRoot};

pub(crate) use tools::Tools;

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
    pub(crate) strings: js_sys::Object,
    /// What JavaScript does for it.
    pub(crate) tools: Tools,
}

/// The interface of one call. Dropping it takes it off the page.
pub(crate) struct View {
    _listeners: Vec<Listener>,
    _tasks: [Task; 4],
    ui: Rc<Ui>,
}

/// What is on the screen, with the parts that draw it.
struct Ui {
    strings: Strings,
    /// What waits for words to be said in.
    wordless: RefCell<Option<Vec<Notice>>>,
    root: Element,
    name: HtmlInputElement,
    screens: Screens,
    self_view: SelfView,
    panels: Panels,
    menu: Menu,
    sharing: Sharing,
    idle: Idle,
    focus: Focus,
    full_screen: FullScreen,
    tools: Tools,
    stage: RefCell<Stage>,
    stage_element: Element,
    status: RefCell<Status>,
    chat: RefCell<Chat>,
    devices: RefCell<DevicesPanel>,
    quality: RefCell<QualityPanel>,
    log: RefCell<Log>,
    /// A look into the room was answered.
    has_seen: Cell<bool>,
    hearing: RefCell<Option<Hearing>>,
    recording: RefCell<Option<Recording>>,
    /// What is to be said about it, once it is done.
    saying: RefCell<Option<Task>>,
    ringer: RefCell<Ringer>,
    /// Held while a call goes on.
    during_call: RefCell<Option<(WakeLock, Option<MediaKeys>)>>,
    /// A button that asked whether it is meant waits for the second press so long.
    sure: RefCell<Option<crate::web::Timeout>>,
    /// When the call began.
    began: Cell<Option<f64>>,
    playing: RefCell<Vec<Task>>,
    flying: RefCell<Vec<crate::web::Timeout>>,
    intend: Rc<dyn Fn(Intention)>,
    itself: RefCell<Weak<Ui>>,
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
        let ui = Rc::new(Ui::new(shadow, &about, Rc::clone(&intend))?);
        let weak = Rc::downgrade(&ui);
        ui.itself.replace(weak.clone());
        let mut listeners = Vec::from(actions::listen(&ui, &weak)?);
        listeners.extend(keys::listen(shadow, &ui.root, &weak, &intend));
        listeners.extend(
            drag::listen(ui.self_view.tile(), &ui.stage_element)
                .into_iter()
                .flatten(),
        );
        listeners.push(panels::log::listen(&ui.stage_element, &weak));
        shadow.replace_children_with_node_1(&ui.root);
        let tasks = [
            tick::run(&weak),
            lobby::autostart(&weak),
            lobby::preview_room(&weak),
            language::begin(&ui, shadow, &about.strings),
        ];

        Ok(Self {
            _listeners: listeners,
            _tasks: tasks,
            ui,
        })
    }

    /// Shows what the driver tells. To be called for every notice, in order.
    pub(crate) fn show(&self, notice: &Notice) {
        self.ui.show_in_words(notice);
    }
}

impl Ui {
    fn new(shadow: &ShadowRoot, about: &About, intend: Rc<dyn Fn(Intention)>) -> Result<Self, Exception> {
        let strings = Strings::default();
        let root = build(Part::Root, &strings)?;
        set_attr(&root, "data-kind", if about.ring { "ring" } else { "open" });
        toggle_attr(&root, "data-audio-only", about.audio_only);
        let people = build(Part::People, &strings)?;
        let self_view = SelfView::new(&people, &strings)?;
        if about.audio_only {
            self_view.begin_without_camera();
        }
        let screens = Screens::new(shadow, &root, &people, &about.link, &self_view, &strings)?;
        let (lobby, call) = (screens.element(Screen::Lobby), screens.element(Screen::Call));
        let menu = Menu::new(&root, call, &strings)?;
        let chat = Chat::new(call, Rc::clone(&intend), &strings)?;
        let devices = DevicesPanel::new(&intend, &strings)?;
        let quality = QualityPanel::new(&strings)?;
        let log = Log::new(&strings)?;
        let help = build(Part::Help, &strings)?;
        let sections = [
            chat.element(),
            &people,
            devices.element(),
            quality.element(),
            log.element(),
            &help,
        ];
        let panels = Panels::new(shadow, &root, &sections, &strings)?;
        let name = actions::name_field(lobby)?;
        let known = if about.name.is_empty() {
            preferences::get(preferences::NAME)
        } else {
            None
        };
        name.set_value(&bounded(known.as_ref().unwrap_or(&about.name), NAME_CHARS));
        self_view::draw_face(self_view.tile(), &name.value());
        name_room(lobby, &about.room, &strings)?;
        if about.ring {
            let alone: Element = find(call, ".alone [data-say]")?;
            set_attr(&alone, "data-say", "alone-ring");
            set_text(&alone, &strings.of("alone-ring"));
        }
        let stage_element: Element = find(call, ".stage")?;
        let rows = find(&people, ".everyone")?;
        let mut stage = Stage::new(
            stage_element.clone(),
            self_view.tile().clone(),
            rows,
            about.ring,
            &strings,
        );
        stage.choose(match preferences::get(preferences::LAYOUT).as_deref() {
            Some("grid") => Some(Arrangement::Grid),
            Some("speaker") => Some(Arrangement::Speaker),
            _ => None,
        });
        let corner =
            preferences::get(preferences::CORNER).filter(|kept| drag::CORNERS.contains(&kept.as_str()));
        if let Some(corner) = corner {
            set_attr(&stage_element, "data-corner", &corner);
        }
        toggle_attr(
            &stage_element,
            "data-tucked",
            preferences::get(preferences::TUCKED).is_some_and(|kept| !kept.is_empty()),
        );

        Ok(Self {
            sharing: Sharing::new(&root, call, &strings)?,
            idle: Idle::new(&root),
            focus: Focus::new(shadow),
            full_screen: FullScreen::new(shadow.host()),
            tools: about.tools.clone(),
            stage: RefCell::new(stage),
            stage_element,
            status: RefCell::new(Status::new(&root, &strings)?),
            chat: RefCell::new(chat),
            devices: RefCell::new(devices),
            quality: RefCell::new(quality),
            log: RefCell::new(log),
            has_seen: Cell::new(false),
            hearing: RefCell::new(None),
            recording: RefCell::new(None),
            saying: RefCell::new(None),
            ringer: RefCell::default(),
            during_call: RefCell::new(None),
            began: Cell::new(None),
            playing: RefCell::default(),
            flying: RefCell::default(),
            sure: RefCell::default(),
            itself: RefCell::default(),
            strings,
            wordless: RefCell::default(),
            root,
            name,
            screens,
            self_view,
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

impl Drop for Ui {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// A room made at random has a name that nobody reads: then something kind stands above it.
fn name_room(lobby: &Element, room: &str, strings: &Strings) -> Result<(), Exception> {
    let (title, above): (Element, Element) = (find(lobby, ".room")?, find(lobby, "header .quiet")?);
    if is_made_up(room) {
        set_text(&title, &strings.of("ready"));
        set_attr(&title, "data-say", "ready");
        toggle_attr(&above, "hidden", true);
    } else {
        set_text(&title, &bounded(room, ROOM_CHARS));
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
