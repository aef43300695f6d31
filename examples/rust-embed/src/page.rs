use visavis::{Call, Data, DataEvent, Event, Failure, Notice, Source, Status, StreamKind};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, Document, Element, HtmlAnchorElement, HtmlButtonElement, HtmlFormElement, HtmlInputElement,
    HtmlVideoElement, MediaStream, Url,
};

/// The id of the self-view; no person has this id.
const ME: &str = "me";

/// The elements of the page.
pub(crate) struct Page {
    document: Document,
    pub(crate) lobby: HtmlFormElement,
    pub(crate) name: HtmlInputElement,
    pub(crate) wave: HtmlButtonElement,
    pub(crate) record: HtmlButtonElement,
    pub(crate) leave: HtmlButtonElement,
    status: Element,
    people: Element,
    names: Element,
}

impl Page {
    pub(crate) fn find() -> Result<Self, JsValue> {
        let document = web_sys::window()
            .and_then(|window| window.document())
            .ok_or("no document")?;
        Ok(Self {
            lobby: find(&document, "lobby")?,
            name: find(&document, "name")?,
            wave: find(&document, "wave")?,
            record: find(&document, "record")?,
            leave: find(&document, "leave")?,
            status: find(&document, "status")?,
            people: find(&document, "people")?,
            names: find(&document, "names")?,
            document,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "this page shows only some notices")]
    pub(crate) fn show(&self, call: &Call, notice: &Notice) {
        match notice {
            Notice::OwnStream(StreamKind::Person, stream) => self.show_stream(ME, stream.as_ref()),
            Notice::RemoteStream(person, StreamKind::Person, stream) => {
                self.show_stream(&person.0, Some(stream))
            }
            Notice::OwnMedia {
                problem: Some(problem),
                ..
            } => self.set_status(&problem.message),
            // Anybody in the room may send anything.
            Notice::Data(id, DataEvent::Received(Data::Text(text))) if text == "wave" => {
                let name = call.person(id).map(|person| person.name);
                self.set_status(&format!("{} waves", name.unwrap_or_default()));
            }
            Notice::Call(Event::PersonJoined { person, .. }) => {
                self.set_status(&format!("{} is here", person.name))
            }
            Notice::Call(Event::PersonLeft { id, .. }) => self.show_stream(&id.0, None),
            Notice::Call(Event::Failed(failure)) => self.set_status(&failure.message),
            Notice::Call(Event::Left) => self.people.replace_children_with_node_0(),
            _ => {}
        }
        self.show_names(call);
    }

    /// Names everybody else, and says who is muted.
    fn show_names(&self, call: &Call) {
        let names = call
            .people()
            .into_iter()
            .map(|person| match person.status(Source::Microphone) {
                Some(Status::On) | None => person.name,
                Some(_) => format!("{} (muted)", person.name),
            });
        let names: Vec<_> = names.collect();
        self.names.set_text_content(Some(&names.join(", ")));
    }

    /// Offers the file of a recording, or says why there is none.
    pub(crate) fn show_recording(&self, file: Result<Blob, Failure>) {
        self.record.set_text_content(Some("Record"));
        match file {
            Ok(file) => {
                self.offer(&file);
            }
            Err(failure) => self.set_status(&failure.message),
        }
    }

    fn offer(&self, file: &Blob) -> Option<()> {
        let address = Url::create_object_url_with_blob(file).ok()?;
        let link: HtmlAnchorElement = self.document.create_element("a").ok()?.unchecked_into();
        link.set_href(&address);
        link.set_download("recording.webm");
        link.set_text_content(Some(&format!("the recording ({} bytes)", file.size())));
        self.status.replace_children_with_node_1(&link);
        Some(())
    }

    /// Sets the status line, as text and never as markup: names come from other people.
    pub(crate) fn set_status(&self, text: &str) {
        self.status.set_text_content(Some(text));
    }

    fn show_stream(&self, person: &str, stream: Option<&MediaStream>) {
        let id = format!("person-{person}");
        let shown = self.document.get_element_by_id(&id);
        let Some(stream) = stream else {
            return shown.iter().for_each(Element::remove);
        };
        let Some(video) = shown.or_else(|| self.add_video(&id)) else {
            return;
        };
        let video: HtmlVideoElement = video.unchecked_into();
        video.set_muted(person == ME);
        video.set_src_object(Some(stream));
    }

    fn add_video(&self, id: &str) -> Option<Element> {
        let video = self.document.create_element("video").ok()?;
        video.set_id(id);
        // Without `playsinline`, an iPhone plays the video in full screen.
        for attribute in ["autoplay", "playsinline"] {
            video.set_attribute(attribute, "").ok()?;
        }
        self.people.append_child(&video).ok()?;
        Some(video)
    }
}

fn find<T: JsCast>(document: &Document, id: &str) -> Result<T, JsValue> {
    let element = document.get_element_by_id(id);
    let element = element.and_then(|element| element.dyn_into().ok());
    element.ok_or_else(|| format!("the page has no #{id}").into())
}
