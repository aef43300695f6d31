//! The user interface: chat, keyboard, devices, languages, accessibility checks, and screenshots of every screen.

mod chat_and_keys;
mod clicks;
mod contrast;
mod copy_link;
mod device_buttons;
mod entrance;
mod files;
mod fixture;
mod language_files;
mod menu;
mod page_language;
mod platform;
mod portrait;
mod reactions;
mod recordings;
mod screenshots;
mod self_view;
mod theming;
mod touch;
