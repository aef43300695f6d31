// @ts-check
/** Tells the others what is kept of them. Loaded with the first recording or tap. */

import { VisavisError } from "./client.js";

/** @import { PersonRecording } from "./events.d.ts" */

/** From the least that is kept of the others to the most. @type {PersonRecording[]} */
const STATES = ["off", "tapping", "recording"];

/** Tells the others what is kept of them: the most that any of the recordings and taps keeps. */
export class Announcer {
  #declare;
  /** What runs or waits to begin. @type {Set<{ state: PersonRecording }>} */
  #running = new Set();
  /** What was declared, and what the others know. @type {PersonRecording} */
  #declared = "off";
  /** @type {PersonRecording} */
  #known = "off";
  /** @type {Set<{ state: PersonRecording, resolve: () => void, reject: (why: Error) => void }>} */
  #waiting = new Set();

  /** @param {(state: PersonRecording) => void} declare */
  constructor(declare) {
    this.#declare = declare;
  }

  /**
   * Resolves when everyone knows, with a function that tells the end.
   *
   * @param {PersonRecording} state
   * @param {boolean} isInCall
   */
  async begin(state, isInCall) {
    const entry = { state };
    this.#running.add(entry);
    const end = () => void (this.#running.delete(entry) && this.#update());
    this.#update();
    // Outside a call there is nobody to tell.
    if (!isInCall || rank(this.#known) >= rank(state)) return end;
    try {
      await /** @type {Promise<void>} */ (
        new Promise((resolve, reject) => this.#waiting.add({ state, resolve, reject }))
      );
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  /** The call has begun: what runs already is told to those who are in it. */
  joined() {
    this.#declared = "off";
    this.#update();
  }

  /** Everyone who can be reached knows this. @param {PersonRecording} state */
  heard(state) {
    this.#known = state;
    for (const waiting of this.#waiting) {
      if (rank(waiting.state) > rank(state)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }

  /** The call is over. @param {Error} [why] */
  left(why = new VisavisError("Left", "The call was left.")) {
    this.#declared = this.#known = "off";
    for (const { reject } of this.#waiting) reject(why);
    this.#waiting.clear();
  }

  #update() {
    const most = Math.max(0, ...[...this.#running].map(({ state }) => rank(state)));
    const state = /** @type {PersonRecording} */ (STATES[most]);
    if (state === this.#declared) return;
    this.#declared = state;
    // What is less is over at once; if it begins again, they have to learn that anew.
    if (rank(state) < rank(this.#known)) this.#known = state;
    this.#declare(state);
  }
}

/** @param {PersonRecording} state */
function rank(state) {
  return STATES.indexOf(state);
}
