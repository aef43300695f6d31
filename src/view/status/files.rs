//! Notes about files made for the person: pictures, recordings and reports.

use crate::view::Ui;
use crate::view::dom::{create, find, set_text, take_away, toggle_attr};
use crate::view::markup::{Part, build, say, say_failure};
use crate::view::strings::Strings;
use crate::view::tools::{FileKind, Offer};
use crate::web::object::text;
use crate::web::{Exception, JsResultExt, warn};
use visavis_call::Code;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// A note that stays until it is dismissed. Dropping it frees its file.
pub(in crate::view) struct FileNote {
    kind: FileKind,
    element: Element,
    offer: Option<Offer>,
}

impl Drop for FileNote {
    fn drop(&mut self) {
        take_away(&self.element);
        if let Some(offer) = &self.offer {
            offer.end();
        }
    }
}

impl FileNote {
    /// `code` is that of a problem, if any. A file that was offered all the same is ready.
    fn new(
        root: &Element,
        kind: FileKind,
        code: Option<Code>,
        offer: Option<Offer>,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(Part::File, strings)?;
        let (sentence, further): (Element, Element) = (find(&element, ".sentence")?, create("span")?);
        if offer.is_some() {
            let ready = create("span")?;
            say(&ready, kind.ready(), &[], strings);
            sentence.append_with_node_1(&ready).or_exception()?;
            sentence.append_with_str_1(" ").or_exception()?;
        }
        match code {
            Some(code) => say_failure(&further, &code.into(), strings),
            None => say(&further, "file-asked", &[], strings),
        };
        sentence.append_with_node_1(&further).or_exception()?;
        toggle_attr(&find(&element, ".why")?, "hidden", code.is_none());
        set_text(&find(&element, "code")?, code.map_or("", Code::id));
        if let Some(offer) = &offer {
            offer.put_in(&element);
        }
        find::<Element>(root, ".notes")?
            .append_child(&element)
            .or_exception()?;

        Ok(Self { kind, element, offer })
    }

    /// Returns whether a newer file of that kind makes this note obsolete. Recordings cannot be made again.
    fn is_replaced_by(&self, kind: FileKind) -> bool {
        self.kind == kind && (kind != FileKind::Recording || self.offer.is_none())
    }
}

impl Ui {
    /// Tells the outcome of making a file: no browser tells whether it has saved one, so nothing is said of that.
    pub(in crate::view) fn show_file(&mut self, kind: FileKind, made: Result<Offer, JsValue>) {
        let (code, offer) = match made {
            Ok(offer) => {
                let code = (!offer.is_sure()).then_some(Code::DownloadForbidden);
                (code, Some(offer))
            }
            Err(thrown) => {
                let code = text(&thrown, "code").and_then(|id| Code::from_id(&id));
                warn(kind.name(), &thrown.into());
                let Some(code) = code.filter(|code| code.key().is_some()) else {
                    return self.say(kind.none());
                };
                (Some(code), None)
            }
        };
        // What can be made again needs no note if nothing is wrong.
        if code.is_none() && kind != FileKind::Recording {
            let [ready, asked] = [kind.ready(), "file-asked"].map(|key| self.strings.of(key));
            self.tell(&format!("{ready} {asked}")).warn_on_error(kind.name());
            return;
        }
        self.note_file(kind, code, offer);
    }

    /// Shows a problem of a file that is being made.
    pub(in crate::view) fn note_file_problem(&mut self, kind: FileKind, code: Code) {
        self.note_file(kind, Some(code), None);
    }

    fn note_file(&mut self, kind: FileKind, code: Option<Code>, offer: Option<Offer>) {
        self.files.retain(|note| !note.is_replaced_by(kind));
        let note = FileNote::new(&self.root, kind, code, offer, &self.strings);
        self.files.extend(note.warn_on_error(kind.name()));
    }

    /// Dismisses the note that contains `button`.
    pub(in crate::view) fn dismiss(&mut self, button: &Element) {
        self.files.retain(|note| !note.element.contains(Some(button)));
    }
}
