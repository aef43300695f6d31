// @ts-check
/**
 * Services for the interface: levels, the ringtone, and files to save. Their parts are loaded on first use.
 * `src/view/tools.rs` calls this.
 */

import { loaded } from "./client.js";

/**
 * @import { CallEvent } from "./events.d.ts"
 * @import { Sinks } from "./sinks.js"
 */

export class Tools {
  #sinks;
  #root;
  #tell;

  /**
   * @param {Sinks} sinks
   * @param {ShadowRoot} root of the interface
   * @param {(event: CallEvent) => void} [tell]
   */
  constructor(sinks, root, tell = () => {}) {
    this.#sinks = sinks;
    this.#root = root;
    this.#tell = tell;
  }

  /**
   * Emits an event of the interface that has one value, or none.
   *
   * @param {"panelChanged" | "pinChanged" | "layoutChanged"} type
   * @param {string} name
   * @param {string} [value]
   */
  tell(type, name, value) {
    this.#tell(/** @type {CallEvent} */ (/** @type {unknown} */ ({ type, [name]: value ?? null })));
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

  /** Plays the sound of a recording that begins. */
  chime() {
    if (mayBegin()) import("./audio.js").then(({ chime }) => chime()).catch(() => {});
  }

  /**
   * Records everything visible and audible until it is stopped or the call ends. Then saves the file: `saved` resolves
   * with it. What `begun` resolves with has no pictures (`isSoundOnly`) if the browser scrambles them.
   *
   * @param {Element} stage
   * @param {string} seen the selector of the visible videos
   */
  record(stage, seen) {
    const videos = () => /** @type {NodeListOf<HTMLVideoElement>} */ (stage.querySelectorAll(seen));
    // Before it begins: a recording that can be made but not handed over would be lost.
    const files = loadFiles();
    const begun = files.then(() => this.#sinks.recordCall(videos));
    const saved = begun.then(async (recording) => {
      const file = await kept(recording.file);
      return (await files).give("recording", file, this.#tell);
    });
    // The promise may have no handler any more.
    saved.catch(() => {});
    return { begun, saved, stop: () => void begun.then((recording) => recording.stop()).catch(() => {}) };
  }

  /** Saves the current frame of a video. @param {HTMLVideoElement} video */
  async saveSnapshot(video) {
    const [{ give }, picture] = await Promise.all([loadFiles(), this.#sinks.snapshotOfVideo(video)]);
    return give("picture", picture, this.#tell);
  }

  async saveReport() {
    const [{ give }, text] = await Promise.all([loadFiles(), this.#sinks.reportText(this.#root)]);
    return give("report", new Blob([text], { type: "application/json" }), this.#tell);
  }
}

function loadFiles() {
  return loaded(import("./files.js"));
}

/** Waits for a recording. Until it is ready, closing the tab asks for confirmation. @param {Promise<Blob>} file */
async function kept(file) {
  const ask = (/** @type {Event} */ event) => event.preventDefault();
  addEventListener("beforeunload", ask);
  try {
    return await file;
  } finally {
    removeEventListener("beforeunload", ask);
  }
}

/** Returns whether audio can start. Before a press, a browser refuses and warns of the attempt in the console. */
function mayBegin() {
  // If the browser does not support this, try.
  return navigator.userActivation?.hasBeenActive !== false;
}
