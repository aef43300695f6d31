//! A `<video>` in a tile, and whether there is a picture in it yet.

use crate::view::dom::{find, set_attr, toggle_attr};
use crate::web::{EventType, Exception, Listener};
use web_sys::{Element, Event, HtmlVideoElement, MediaStream};

const RESIZE: EventType<Event> = EventType::new("resize");
const LOADED: EventType<Event> = EventType::new("loadeddata");
const EMPTIED: EventType<Event> = EventType::new("emptied");

pub(in crate::view) struct Picture {
    _listeners: [Listener; 3],
    video: HtmlVideoElement,
}

impl Picture {
    /// Watches the video of `tile`, and marks the tile with what it sees.
    pub(in crate::view) fn of(tile: &Element) -> Result<Self, Exception> {
        let video: HtmlVideoElement = find(tile, "video")?;
        let listeners = [&RESIZE, &LOADED, &EMPTIED].map(|event| {
            let (tile, seen) = (tile.clone(), video.clone());
            Listener::new(&video, event, move |_| describe(&tile, &seen))
        });

        Ok(Self {
            _listeners: listeners,
            video,
        })
    }

    pub(in crate::view) fn video(&self) -> &HtmlVideoElement {
        &self.video
    }

    pub(in crate::view) fn show(&self, stream: Option<&MediaStream>) {
        self.video.set_src_object(stream);
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        // A video keeps its stream, and a stream its decoder, until the garbage is collected.
        self.video.set_src_object(None);
    }
}

fn describe(tile: &Element, video: &HtmlVideoElement) {
    let (width, height) = (video.video_width(), video.video_height());
    toggle_attr(tile, "data-picture", width > 0);
    let shape = if height > width { "upright" } else { "wide" };
    set_attr(tile, "data-shape", shape);
}
