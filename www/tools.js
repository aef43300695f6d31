// @ts-check
/**
 * What the interface asks of JavaScript: levels, a ring, and files for the person. What makes them is loaded when it is
 * used first. `src/view/tools.rs` calls this.
 *
 * @import { Sinks } from "./sinks.js"
 */

/** By then the browser has taken the file over. */
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
   * Gives nothing before the person has pressed something, and while the meter is being loaded.
   *
   * @param {MediaStream} stream
   */
  meter(stream) {
    return mayBegin() ? this.#sinks.meter(stream) : undefined;
  }

  /** The browser lets sound begin after a press. */
  wake() {
    this.#sinks.audio?.wake();
  }

  ring() {
    // Without a loudspeaker, or the part that rings, there is the picture.
    if (mayBegin()) import("./audio.js").then(({ ring }) => ring()).catch(() => {});
  }

  /**
   * Records what is seen and heard until it is stopped or the call ends. Then the person gets the file.
   *
   * @param {Element} stage
   * @param {string} seen selects the videos that are seen on it
   */
  record(stage, seen) {
    const videos = () => /** @type {NodeListOf<HTMLVideoElement>} */ (stage.querySelectorAll(seen));
    const begun = this.#sinks.recordCall(videos);
    const saved = begun.then((recording) => kept(recording.file));
    // Nobody may be waiting for it any more.
    saved.catch(() => {});
    return { begun, saved, stop: () => void begun.then((recording) => recording.stop()).catch(() => {}) };
  }

  /** Saves the picture that a video shows. @param {HTMLVideoElement} video */
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

/** Saves a file that is being made. Whoever would close the tab is asked first. @param {Promise<Blob>} file */
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

/** Hands a file to the person. @param {Blob} file */
function save(file) {
  const link = document.createElement("a");
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const [extension] = /\b(png|json|mp4)\b/.exec(file.type) ?? ["webm"];
  link.href = URL.createObjectURL(file);
  link.download = `visavis-${time}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_WITHIN);
}

/** Before a press, a browser starts no sound, and warns of the attempt in the console. */
function mayBegin() {
  // A browser that cannot tell may be tried.
  return navigator.userActivation?.hasBeenActive !== false;
}
