// @ts-check
/**
 * Hands a file that the interface has made to the person: as a download, to the page, and in the interface, because no
 * browser tells whether it has saved a file. Loaded on first use.
 *
 * @import { CallEvent, FileKind } from "./events.d.ts"
 */

/** The time within which the browser has taken over the file. */
const TAKEN_WITHIN = 30_000;

/**
 * Downloads a file, unless that is known to be refused, and gives it to the page.
 *
 * @param {FileKind} kind
 * @param {Blob} file
 * @param {(event: CallEvent) => void} tell
 */
export function give(kind, file, tell) {
  const offer = new Offer(file, saving());
  if (offer.saving !== "refused") offer.link().click();
  tell({ type: "fileMade", kind, name: offer.name, file });
  return offer;
}

/** A file that the person can still save by hand. */
class Offer {
  #file;
  #url;
  #expiry;

  /** @param {Blob} file @param {"asked" | "unsure" | "refused"} saving */
  constructor(file, saving) {
    const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    const [extension] = /\b(png|json|mp4)\b/.exec(file.type) ?? ["webm"];
    this.name = `visavis-${time}.${extension}`;
    /** `asked`: the browser was asked to save it. `unsure`: the same, but a frame may forbid it. `refused`: it does. */
    this.saving = saving;
    this.#file = file;
    this.#url = URL.createObjectURL(file);
    this.#expiry = setTimeout(() => this.end(), TAKEN_WITHIN);
  }

  link() {
    return Object.assign(document.createElement("a"), { href: this.#url, download: this.name });
  }

  /**
   * Keeps the file until `end`, with a link to save it. Where a frame may forbid that, the file is shown as well: the
   * browser's own menu can save or copy what is shown.
   *
   * @param {HTMLElement} note
   */
  putIn(note) {
    clearTimeout(this.#expiry);
    const link = /** @type {HTMLAnchorElement} */ (note.querySelector("a"));
    Object.assign(link, { href: this.#url, download: this.name });
    link.hidden = this.saving === "refused";
    const place = /** @type {HTMLElement} */ (note.querySelector(".shown"));
    place.hidden = this.saving === "asked";
    if (!place.hidden) this.#shown().then((shown) => place.append(shown));
  }

  async #shown() {
    const [kind] = this.#file.type.split("/");
    if (kind === "image") return Object.assign(new Image(), { src: this.#url, alt: this.name });
    if (kind === "application") {
      return Object.assign(document.createElement("textarea"), { readOnly: true, value: await this.#file.text() });
    }
    return Object.assign(document.createElement("video"), { controls: true, playsInline: true, src: this.#url });
  }

  end() {
    clearTimeout(this.#expiry);
    URL.revokeObjectURL(this.#url);
  }
}

/**
 * Returns whether the browser will save a file: a frame whose `sandbox` lacks `allow-downloads` saves none, and tells
 * nobody. It can be seen only of frames of the page's own origin.
 */
function saving() {
  for (let frame = /** @type {Window} */ (window); frame.parent !== frame; frame = frame.parent) {
    const element = frameOf(frame);
    if (!element) return "unsure";
    if (element.hasAttribute("sandbox") && !element.sandbox.contains("allow-downloads")) return "refused";
  }
  // An opaque origin: a sandbox without a frame, as a policy of the server makes it.
  return self.origin === "null" ? "unsure" : "asked";
}

/** @param {Window} window */
function frameOf(window) {
  try {
    return /** @type {HTMLIFrameElement | null} */ (window.frameElement);
  } catch {
    return null;
  }
}
