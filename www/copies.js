// @ts-check

/**
 * @import { LevelMeter, Recording } from "./media.js"
 * @import { Known } from "./known.js"
 * @import { AudioPiece, Picture } from "../src/js/types.d.ts"
 */

/** Few calls are looked at so closely: this is loaded when it is used. */
const media = () => import("./media.js");
const taps = () => import("./taps.js");

/** What is made of the streams of a call: levels, pictures, recordings, samples. All of it ends with the call. */
export class Copies {
  #known;
  /** What measures a stream, once it is loaded. @type {{ stream: MediaStream, meter?: LevelMeter } | undefined} */
  #metered;
  /** @type {Set<Recording>} */
  #recordings = new Set();
  /** @type {Set<{ stop: () => void }>} */
  #taps = new Set();
  /** Why there can be no more. @type {Error | undefined} */
  #end;

  /** @param {Known} known */
  constructor(known) {
    this.#known = known;
  }

  get level() {
    const stream = this.#known.ownStream;
    if (stream && !this.#metered) {
      const metered = (this.#metered = { stream });
      void media().then(({ LevelMeter }) => {
        if (this.#metered === metered) this.#metered.meter = new LevelMeter(metered.stream);
      });
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
    const { Recording } = await media();
    this.#mustGoOn();
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
    return this.#keepTap(await (await taps()).tapAudio(stream, hear));
  }

  /**
   * @param {(picture: Picture) => void | Promise<void>} see
   * @param {string} [of]
   * @param {"person" | "screen"} [shows]
   */
  async tapVideo(see, of, shows) {
    const stream = this.#known.streamOf(of, shows);
    return this.#keepTap((await taps()).tapVideo(stream, see));
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

  /** @param {{ stop: () => void }} tap */
  #keepTap(tap) {
    if (this.#end) tap.stop();
    this.#mustGoOn();
    this.#taps.add(tap);
    return { stop: () => (this.#taps.delete(tap), tap.stop()) };
  }

  #mustGoOn() {
    if (this.#end) throw this.#end;
  }
}
