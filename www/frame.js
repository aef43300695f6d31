// @ts-check
/** Controls a call in a frame from the page around it: the other end of `embed.js`. */

import { CallState } from "./state.js";
import { VALUES, defineValues } from "./values.js";
import { INTERFACE_VERBS, VERBS, argumentsOf, defineMethods } from "./verbs.js";

/**
 * @import { CallEvent, Control, FrameCall, FrameEvent, FrameOptions, FrameSettings } from "./types.d.ts"
 * @import { InterfaceVerb, Verb } from "./verbs.js"
 */

/** An empty base for `tsc`, which does not see the methods and getters made from tables. */
const Base = /** @type {new () => Omit<FrameCall, "join" | "leave" | "end">} */ (/** @type {unknown} */ (Object));

/** The attributes in the frame that can be set while it is loaded, by their properties. */
const SETTABLE = /** @satisfies {Record<keyof FrameSettings, string>} */ ({
  theme: "theme", lang: "lang", layout: "layout", hide: "hide", heading: "heading", logo: "logo", logoText: "logo-text",
});

/** Implements `FrameCall` of `types.d.ts`. */
class Controlled extends Base {
  #frame;
  #options;
  #onEvent;
  /** Messages go to the origin of the frame's page alone, and are accepted from it alone. */
  #origin;
  #state = new CallState();
  #listening = new AbortController();
  /** The resolvers of the promises of `leave`. @type {(() => void)[]} */
  #whenLeft = [];
  /** The attributes that were set. @type {Map<string, string>} */
  #set = new Map();

  static {
    const verbs = /** @type {(Verb | InterfaceVerb)[]} */ ([...Object.keys(VERBS), ...Object.keys(INTERFACE_VERBS)]);
    defineMethods(Controlled.prototype, verbs, (call, verb, given) => call.#send(verb, argumentsOf(verb, given)));
    for (const [property, attribute] of Object.entries(SETTABLE)) {
      /** @type {PropertyDescriptor & ThisType<Controlled>} */
      const accessor = {
        get() {
          return property === "layout" ? this.#state.layout : this.#attribute(attribute);
        },
        set(value) {
          this.#set.set(attribute, value === null || value === undefined ? "" : String(value));
          this.#post({ command: "set", words: [attribute, this.#set.get(attribute)] });
        },
      };
      Object.defineProperty(Controlled.prototype, property, { ...accessor, configurable: true });
    }
    defineValues(Controlled.prototype, (call, name) => VALUES[name](call.#state));
  }

  /**
   * @param {HTMLIFrameElement} frame
   * @param {FrameOptions} options
   * @param {(event: FrameEvent, call: FrameCall) => void} onEvent
   */
  constructor(frame, options, onEvent) {
    super();
    this.#frame = frame;
    this.#options = options;
    this.#onEvent = onEvent;
    this.#origin = new URL(frame.src, document.baseURI).origin;
    const { signal } = this.#listening;
    addEventListener("message", (message) => this.#receive(message), { signal });
    frame.addEventListener("load", () => this.#begin(), { signal });
    // The frame may have been loaded before; an extra hello does no harm.
    this.#begin();
  }

  /** @param {string} [name] */
  join(name) {
    // Without a name, that of the frame's address is used.
    this.#send("join", name === undefined ? [] : argumentsOf("join", [name]));
  }

  async leave() {
    this.#send("leave", []);
    if (!this.isInCall) return;
    await /** @type {Promise<void>} */ (new Promise((resolve) => this.#whenLeft.push(resolve)));
  }

  end() {
    this.#listening.abort();
    this.#forget();
  }

  /** Says hello to the page in the frame, which may be another than before. */
  #begin() {
    this.#forget();
    const { token } = this.#options;
    this.#post({ command: "hello", ...(token === undefined ? {} : { token }) });
    for (const words of this.#set) this.#post({ command: "set", words });
  }

  /** Returns an attribute as it was set, or as it is in the frame's address. @param {string} attribute */
  #attribute(attribute) {
    return this.#set.get(attribute) ?? new URL(this.#frame.src, document.baseURI).searchParams.get(attribute) ?? "";
  }

  #forget() {
    this.#state = new CallState();
    for (const resolve of this.#whenLeft.splice(0)) resolve();
  }

  /**
   * @param {Verb | InterfaceVerb} command
   * @param {(string | boolean | number)[]} words
   */
  #send(command, words) {
    this.#post({ command, words });
  }

  /** @param {object} message */
  #post(message) {
    if (this.#listening.signal.aborted) return;
    this.#frame.contentWindow?.postMessage({ visavis: 1, ...message }, this.#origin);
  }

  /** @param {MessageEvent} message */
  #receive({ data, origin, source }) {
    if (source !== this.#frame.contentWindow || origin !== this.#origin || data?.visavis !== 1) return;
    const event = /** @type {FrameEvent} */ (data.event);
    this.#state.update(/** @type {CallEvent} */ (event));
    try {
      this.#onEvent(event, this);
    } finally {
      if (event.type === "left") for (const resolve of this.#whenLeft.splice(0)) resolve();
    }
  }
}

/** @type {Control} */
export function control(frame, options = {}, onEvent = () => {}) {
  return new Controlled(frame, options, onEvent);
}
