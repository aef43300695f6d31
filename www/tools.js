// @ts-check
/**
 * Services for the interface: levels, the ringtone, and files to save. Their parts are loaded on first use.
 * `src/view/tools.rs` calls this.
 *
 * @import { Sinks } from "./sinks.js"
 */

/** The time within which the browser has taken over the file. */
const TAKEN_WITHIN = 30_000;

export class Tools {
  #sinks;
  #root;

  /**
   * @param {Sinks} sinks
   * @param {ShadowRoot} root of the interface
   */
  constructor(sinks, root) {
    this.#sinks = sinks;
    this.#root = root;
  }

  /**
   * Returns `undefined` until the person has pressed something, and while the meter is being loaded.
   *
   * @param {MediaStream} stream
   */
  meter(stream) {
    return mayBegin() ? this.#sinks.meter(stream) : undefined;
  }

  /** Rings if the page may play sound: browsers allow that after a press. */
  wake() {
    this.#sinks.audio?.wake();
  }

  ring() {
    // Without a loudspeaker or the audio part, the interface shows the call.
    if (mayBegin()) import("./audio.js").then(({ ring }) => ring()).catch(() => {});
  }

  /**
   * Records everything visible and audible until it is stopped or the call ends. Then saves the file.
   *
   * @param {Element} stage
   * @param {string} seen the selector of the visible videos
   */
  record(stage, seen) {
    const videos = () => /** @type {NodeListOf<HTMLVideoElement>} */ (stage.querySelectorAll(seen));
    const begun = this.#sinks.recordCall(videos);
    const saved = begun.then((recording) => kept(recording.file));
    // The promise may have no handler any more.
    saved.catch(() => {});
    return { begun, saved, stop: () => void begun.then((recording) => recording.stop()).catch(() => {}) };
  }

  /** Saves the current frame of a video. @param {HTMLVideoElement} video */
  async saveSnapshot(video) {
    save(await this.#sinks.snapshotOfVideo(video));
  }

  saveReport() {
    this.#sinks.report(this.#root).then(
      (report) => save(new Blob([JSON.stringify(report, null, 2)], { type: "application/json" })),
      (error) => console.warn("visavis: the report:", error),
    );
  }
}

/** Saves a file when it is ready. Until then, closing the tab asks for confirmation. @param {Promise<Blob>} file */
async function kept(file) {
  const ask = (/** @type {Event} */ event) => event.preventDefault();
  addEventListener("beforeunload", ask);
  try {
    const made = await file;
    if (made.size === 0) throw new Error("the recording is empty");
    save(made);
  } finally {
    removeEventListener("beforeunload", ask);
  }
}

/** Saves a file to the downloads. @param {Blob} file */
function save(file) {
  const link = document.createElement("a");
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const [extension] = /\b(png|json|mp4)\b/.exec(file.type) ?? ["webm"];
  link.href = URL.createObjectURL(file);
  link.download = `visavis-${time}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_WITHIN);
}

/** Returns whether audio can start. Before a press, a browser refuses and warns of the attempt in the console. */
function mayBegin() {
  // If the browser does not support this, try.
  return navigator.userActivation?.hasBeenActive !== false;
}
