// @ts-check
import { VisavisError, loaded } from "./client.js";

/**
 * @import { LevelMeter, Recording } from "./media.js"
 * @import { CallState } from "./state.js"
 * @import { AudioPiece, Picture } from "./types.d.ts"
 */

/** Few calls are looked at so closely: this is loaded when it is used. */
const media = () => loaded(import("./media.js"));
const taps = () => loaded(import("./taps.js"));

/** What is made of the streams of a call: levels, pictures, recordings, samples. All of it ends with the call. */
export class Sinks {
  #known;
  /** What measures a stream, once it is loaded. @type {{ stream: MediaStream, meter?: LevelMeter } | undefined} */
  #metered;
  /** @type {Set<Recording>} */
  #recordings = new Set();
  /** @type {Set<{ stop: () => void }>} */
  #taps = new Set();
  /** Why there can be no more. @type {Error | undefined} */
  #end;
  /** How many calls were left: what was asked for in one of them is not for the next. */
  #left = 0;

  /** @param {CallState} known */
  constructor(known) {
    this.#known = known;
  }

  get level() {
    const stream = this.#known.ownStream;
    if (stream && !this.#metered) {
      const metered = (this.#metered = { stream });
      media().then(
        ({ LevelMeter }) => {
          if (this.#metered === metered) this.#metered.meter = new LevelMeter(metered.stream);
        },
        // The next look may have better luck.
        () => (this.#metered = undefined),
      );
    }
    return this.#metered?.meter?.level ?? 0;
  }

  /** @param {string} [id] */
  async snapshot(id) {
    const stream = this.#known.streamOf(id);
    return (await media()).snapshot(stream);
  }

  /**
   * @param {string} [of]
   * @param {string} [mimeType]
   */
  async record(of, mimeType) {
    const stream = of === undefined ? undefined : this.#known.streamOf(of);
    const left = this.#left;
    const { Recording } = await media();
    this.#mustGoOn(left);
    const recording = new Recording(stream, mimeType);
    recording.follow(this.#known.streams());
    this.#recordings.add(recording);
    return { stop: () => (this.#recordings.delete(recording), recording.stop()) };
  }

  /**
   * @param {(piece: AudioPiece) => void} hear
   * @param {string} [of]
   */
  async tapAudio(hear, of) {
    const stream = this.#known.streamOf(of);
    const left = this.#left;
    return this.#keepTap(await (await taps()).tapAudio(stream, hear), left);
  }

  /**
   * @param {(picture: Picture) => void | Promise<void>} see
   * @param {string} [of]
   * @param {"person" | "screen"} [shows]
   */
  async tapVideo(see, of, shows) {
    const stream = this.#known.streamOf(of, shows);
    const left = this.#left;
    return this.#keepTap((await taps()).tapVideo(stream, see), left);
  }

  /** Somebody came, or another stream of somebody known. */
  follow() {
    for (const recording of this.#recordings) recording.follow(this.#known.streams());
  }

  stopMeter() {
    this.#metered?.meter?.end();
    this.#metered = undefined;
  }

  /** Nobody is seen or heard any more, until the call is joined again. */
  stop() {
    this.#left += 1;
    for (const copy of [...this.#recordings, ...this.#taps]) void copy.stop();
    this.#recordings.clear();
    this.#taps.clear();
  }

  /** For good. @param {Error} why */
  end(why) {
    this.#end = why;
    this.stopMeter();
    this.stop();
  }

  /** @param {{ stop: () => void }} tap @param {number} left */
  #keepTap(tap, left) {
    if (left !== this.#left) tap.stop();
    this.#mustGoOn(left);
    this.#taps.add(tap);
    return { stop: () => (this.#taps.delete(tap), tap.stop()) };
  }

  /** @param {number} left */
  #mustGoOn(left) {
    if (this.#end || left !== this.#left) throw this.#end ?? new VisavisError("Left", "The call was left.");
  }
}
