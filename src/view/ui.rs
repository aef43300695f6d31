//! The [`Ui`]: owns the parts of the interface and routes messages to them.

use super::apart::Apart;
use super::bar::{Idle, Menu, Sharing, ring_bar};
use super::brand::Brand;
use super::dom::{find, set_attr, toggle_attr};
use super::focus::Focus;
use super::full_screen::FullScreen;
use super::hide::Hidden;
use super::keys::{Keys, MediaKeys};
use super::language::Language;
use super::lobby::Lobby;
use super::markup::{Part, build, say};
use super::message::{Mailbox, Message};
use super::pace::Pace;
use super::panels::{Chat, DevicesPanel, Inset, Log, Panel, Panels, QualityPanel};
use super::screens::{Screen, Screens, WakeLock};
use super::setting::Told;
use super::stage::{Reactions, SelfView, Stage};
use super::status::{FileNote, Host, Notes, Recorder, Ringer, Status};
use super::strings::Strings;
use super::tick::Tick;
use super::tools::{Meter, Recording, Tools};
use super::{About, actions, adoption};
use crate::web::{Exception, JsResultExt, Listener, Task, Timeout};
use visavis_call::Command;
use visavis_call::{Code, Source};
use web_sys::{Element, ShadowRoot};

/// Everything on the screen, and the parts that draw it.
pub(super) struct Ui {
    _listeners: [Listener; 3],
    pub(super) tick: Tick,
    pub(super) mailbox: Mailbox,
    pub(super) apart: Apart,
    pub(super) pace: Pace,
    pub(super) strings: Strings,
    pub(super) language: Language,
    pub(super) shadow: ShadowRoot,
    pub(super) root: Element,
    pub(super) brand: Brand,
    pub(super) hidden: Hidden,
    /// What the page knows of the interface.
    pub(super) told: Told,
    /// People call each other, and are not in a call before.
    pub(super) is_ring: bool,
    /// The person has switched to audio only.
    pub(super) is_sound_only: bool,
    pub(super) lobby: Lobby,
    pub(super) screens: Screens,
    pub(super) stage: Stage,
    pub(super) self_view: SelfView,
    pub(super) reactions: Reactions,
    pub(super) panels: Panels,
    /// What is open in the list of people.
    pub(super) inset: Option<Inset>,
    pub(super) chat: Chat,
    pub(super) devices: DevicesPanel,
    pub(super) quality: QualityPanel,
    pub(super) log: Log,
    pub(super) menu: Menu,
    pub(super) sharing: Sharing,
    pub(super) idle: Idle,
    pub(super) status: Status,
    pub(super) notes: Notes,
    pub(super) files: Vec<FileNote>,
    pub(super) recorders: Vec<Recorder>,
    pub(super) host: Host,
    pub(super) ringer: Ringer,
    pub(super) keys: Keys,
    pub(super) focus: Focus,
    pub(super) full_screen: FullScreen,
    pub(super) tools: Tools,
    /// Measures the level of the microphone.
    pub(super) meter: Option<Meter>,
    pub(super) recording: Option<Recording>,
    /// Held during a call.
    pub(super) during_call: Option<(WakeLock, Option<MediaKeys>)>,
    /// The page was visible at the last look.
    pub(super) is_seen: bool,
    /// Until the rehearsal, and after it.
    pub(super) rehearsal: Option<crate::web::Idle>,
    /// When the call began.
    pub(super) began: Option<f64>,
    /// While it is said that everyone else has left.
    pub(super) left_behind: Option<Timeout>,
    commands: Box<dyn Fn(Command)>,
}

impl Ui {
    /// Builds all parts and shows the lobby inside `shadow`.
    pub(super) fn new(
        shadow: &ShadowRoot,
        about: &About,
        mailbox: &Mailbox,
        commands: Box<dyn Fn(Command)>,
    ) -> Result<Self, Exception> {
        let strings = Strings::default();
        let root = build(Part::Root, &strings)?;
        set_attr(&root, "data-kind", if about.ring { "ring" } else { "open" });
        toggle_attr(&root, "data-audio-only", about.audio_only);
        let people = build(Part::People, &strings)?;
        let mut self_view = SelfView::new(&people, mailbox, &strings)?;
        if about.ring {
            self_view.begin_without_camera(&strings);
        }
        let screens = Screens::new(&root, &people, &about.link, &mut self_view, &strings)?;
        let call = screens.element(Screen::Call);
        let lobby = Lobby::new(screens.element(Screen::Lobby), about, mailbox, &strings)?;
        self_view.set_name(&lobby.shown_name(), &strings);
        if about.ring {
            let alone: Element = find(call, ".alone [data-say]")?;
            say(&alone, "alone-ring", &[], &strings);
            ring_bar(call, &strings)?;
        }
        let stage = Stage::new(find(call, ".stage")?, &self_view, &people, about.ring, mailbox)?;
        let menu = Menu::new(call, &strings)?;
        let chat = Chat::new(call, mailbox, &strings)?;
        let devices = DevicesPanel::new(mailbox, &strings)?;
        let quality = QualityPanel::new(&strings)?;
        let log = Log::new(mailbox, &strings)?;
        let sections = [
            (Panel::Chat, chat.element().clone()),
            (Panel::People, people),
            (Panel::Devices, devices.element().clone()),
            (Panel::Quality, quality.element().clone()),
            (Panel::Log, log.element().clone()),
            (Panel::Help, build(Part::Help, &strings)?),
        ];
        let panels = Panels::new(shadow, &root, sections)?;
        let language = Language::of(shadow, &root, &about.strings, mailbox);
        shadow.replace_children_with_node_1(&root);

        let [clicks, double_clicks] = actions::listen(&root, mailbox);
        Ok(Self {
            _listeners: [clicks, double_clicks, adoption::listen(shadow, mailbox)],
            tick: Tick::first(mailbox),
            reactions: Reactions::new(call, mailbox)?,
            sharing: Sharing::new(&root, call)?,
            idle: Idle::new(&root, mailbox),
            status: Status::new(&root, mailbox)?,
            notes: Notes::new(&root)?,
            files: Vec::new(),
            recorders: Vec::new(),
            brand: Brand::new(&root, mailbox)?,
            hidden: Hidden::default(),
            told: Told::default(),
            host: Host::new(&root)?,
            inset: None,
            keys: Keys::listen(shadow, &root, mailbox),
            focus: Focus::new(shadow),
            full_screen: FullScreen::new(shadow.host()),
            apart: Apart::default(),
            tools: about.tools.clone(),
            ringer: Ringer::default(),
            meter: None,
            recording: None,
            during_call: None,
            is_seen: true,
            rehearsal: None,
            began: None,
            left_behind: None,
            is_ring: about.ring,
            is_sound_only: false,
            mailbox: mailbox.clone(),
            pace: Pace::new(mailbox),
            strings,
            language,
            shadow: shadow.clone(),
            root,
            lobby,
            screens,
            stage,
            self_view,
            panels,
            chat,
            devices,
            quality,
            log,
            menu,
            commands,
        })
    }

    /// Handles one message and updates the DOM.
    pub(super) fn handle(&mut self, message: Message) {
        match message {
            Message::Notice(notice) => self.take_in(notice),
            Message::Set(setting) => self.set(setting),
            Message::Adopted => self.adopted(),
            Message::Clicked(target) => self.clicked(&target),
            Message::PointerDown { target, is_touch } => {
                let hides = self.stage.layout().hides_the_bar();
                self.idle.pointer_down(&target, is_touch, hides);
                self.stir();
            }
            Message::Stirred => self.stir(),
            Message::Pressed(action) => self.press(action),
            Message::Escaped => self.close_something(),
            Message::Talk(is_held) => self.send_command(Command::Talk(is_held)),
            Message::Joined => self.join(),
            Message::NameTyped => {
                self.self_view.set_name(&self.lobby.shown_name(), &self.strings);
            }
            Message::DeviceChosen(kind, id) => self.send_command(Command::UseDevice { kind, id }),
            Message::PictureResized(video) => self.with_picture(&video, |picture| picture.measure()),
            Message::PictureLoaded(video) => self.picture_loaded(&video),
            Message::PortraitLoaded(image) => self.portrait_loaded(&image),
            Message::SoundBlocked(video) => self.with_picture(&video, |picture| picture.mute_if_heard()),
            Message::LinkCopied { button, is_copied } => {
                self.screens
                    .link_copied(&button, is_copied, &self.mailbox, &self.strings);
            }
            Message::LinkCopiedOver(button) => self.screens.link_copied_over(&button, &self.strings),
            Message::Permitted(source) => self.permitted(source),
            Message::LookDue => self.look_into_room(),
            Message::LookLate => self.be_unanswered(),
            Message::LogoBroken => self.brand.take_logo_away(),
            Message::LogoSlotted => self.brand.show(),
            Message::StringsLoaded(loaded) => self.speak(loaded),
            Message::StringsLate => self.show_what_waits(),
            Message::ApartLoaded(is_there) => self.apart_loaded(is_there),
            Message::ApartDue => self.load_apart(),
            Message::Ticked => self.tick(),
            Message::LinePassed => self.status.line_passed(),
            Message::Withheld(code) => self.withhold(code),
            Message::Outcome(key) => self.say(key),
            Message::Acted(..)
            | Message::ChatSent
            | Message::ClickedTwice(_)
            | Message::Dragged(_)
            | Message::FileMade(..)
            | Message::FrameBegan
            | Message::LeavingForgotten
            | Message::LinkFollowed(_)
            | Message::LogDue
            | Message::MenuKey { .. }
            | Message::PanelOpened
            | Message::ReactionFlown
            | Message::RecordingBegun { .. }
            | Message::Rehearse
            | Message::VolumeChosen(..) => self.handle_in_call(message),
        }
        self.look_at_inset();
        let could_talk =
            self.is_in_call() && !self.self_view.is_on(Source::Microphone) && !self.hidden.has("microphone");
        self.keys.let_talk(could_talk);
        self.keys.set_screen(self.screens.current());
        self.keys
            .let_close(self.menu.is_open() || self.panels.focusable().is_some() || self.rings_aloud());
        self.tell_page();
    }

    /// Shows the outcome of an asynchronous operation once it is known.
    pub(super) fn say_later(&self, outcome: impl Future<Output = Option<&'static str>> + 'static) {
        let mailbox = self.mailbox.clone();
        Task::spawn(async move {
            if let Some(key) = outcome.await {
                mailbox.put(Message::Outcome(key));
            }
        })
        .detach();
    }

    /// Says which right the page around this frame withholds.
    pub(super) fn withhold(&mut self, code: Code) {
        let shown = self.notes.show_withheld(code, &self.strings);
        shown.warn_on_error("naming a right");
    }

    pub(super) fn send_command(&self, command: Command) {
        (self.commands)(command);
    }

    pub(super) fn switch(&self, source: Source, on: bool) {
        self.send_command(Command::Switch { source, on });
    }

    pub(super) fn is_in_call(&self) -> bool {
        self.screens.current() == Screen::Call
    }

    pub(super) fn is_in_lobby(&self) -> bool {
        self.screens.current() == Screen::Lobby
    }
}

impl Drop for Ui {
    fn drop(&mut self) {
        self.root.remove();
    }
}
