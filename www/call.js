// @ts-check
import { VERSION, VisavisError, hasLeft, lent } from "./client.js";
import { callable, checkTrack, checked } from "./given.js";
import { Messages } from "./messages.js";
import { Sinks } from "./sinks.js";
import { CallState } from "./state.js";
import { VALUES, defineValues } from "./values.js";
import { VERBS, argumentsOf, defineMethods } from "./verbs.js";

/**
 * @import { Client, Glue, Handle } from "./client.js"
 * @import { AudioPiece, CallEvent, CallVerbs, Picture, SignallingState } from "./types.d.ts"
 * @import { Values } from "./values.js"
 * @import { Verb } from "./verbs.js"
 */

/** An empty base for `tsc`, which does not see the methods and getters made from tables. */
const Base = /** @type {new () => Values & Omit<CallVerbs, "leave">} */ (/** @type {unknown} */ (Object));

/** Implements `Call` of `types.d.ts`. */
export class Call extends Base {
  /** @override */
  // As that of `VisavisError`.
  static name = "Call";
  #client;
  /** @type {Handle | undefined} */
  #handle;
  #onEvent;
  #stopListening;
  #state = new CallState();
  #sinks = new Sinks(this.#state, (state) => this.#use((handle) => handle.declare(state)));
  #messages = new Messages((event) => this.#tell(event));
  /** Whether the person is in the room or entering it: `left` will follow. */
  #isJoined = false;
  /** The promises of `join` that are not settled. @type {{ resolve: () => void, reject: (reason: Error) => void }[]} */
  #joining = [];
  /** The resolvers of the promises of `leave`. @type {(() => void)[]} */
  #whenLeft = [];
  /** Handles `pagehide`: leaves at once. If the page comes back from the cache, the person may join again. */
  #vanish = () => this.#use((handle) => handle.vanish());

  static {
    const verbs = /** @type {Verb[]} */ (Object.keys(VERBS));
    defineMethods(Call.prototype, verbs, (call, verb, given) => call.#do(verb, ...given));
    defineValues(Call.prototype, (call, name) => VALUES[name](call.#state));
  }

  /**
   * @param {Client} client
   * @param {(glue: Glue, onEvent: (event: CallEvent) => void, sinks: Sinks) => Handle} begin
   * @param {(event: CallEvent) => void} onEvent
   */
  constructor(client, begin, onEvent) {
    super();
    this.#client = client;
    this.#onEvent = onEvent;
    this.#stopListening = client.onEnd((error) => {
      this.#tell({ type: "failed", code: error.code, message: error.message });
      this.#clear();
    });
    try {
      this.#handle = client.guard((glue) => begin(glue, (event) => this.#tell(event), this.#sinks));
      if (!this.#handle) throw client.end ?? new VisavisError("ClientNotLoaded", "The video call is not loaded.");
      addEventListener("pagehide", this.#vanish);
    } finally {
      if (!this.#handle) this.#stopListening();
    }
  }

  get level() {
    return this.#sinks.level;
  }

  /** @param {string} id */
  levelOf(id) {
    return this.#state.levelOf(id);
  }

  get version() {
    return VERSION;
  }

  /**
   * Resolves once others can be reached. A rejection that nobody handles is not reported: the events tell it as well.
   *
   * @param {string} [name]
   */
  join(name) {
    this.#do("join", name ?? "");
    this.#isJoined = true;
    /** @type {Promise<void>} */
    const joined = new Promise((resolve, reject) => {
      if (!this.#handle) reject(this.#client.end ?? hasLeft());
      else if (this.isInCall && canReachOthers(this.signallingState)) resolve();
      else this.#joining.push({ resolve, reject });
    });
    joined.catch(() => {});
    return joined;
  }

  async leave() {
    this.#do("leave");
    if (!this.#handle || !this.#isJoined) return;
    await /** @type {Promise<void>} */ (new Promise((resolve) => this.#whenLeft.push(resolve)));
  }

  /**
   * @param {"camera" | "microphone"} source
   * @param {MediaStreamTrack | null} track
   */
  async useTrack(source, track) {
    checkTrack(source, track);
    this.lend(source, track);
  }

  /**
   * Sends a track of the page, which may have ended.
   *
   * @param {"camera" | "microphone"} source
   * @param {MediaStreamTrack | null} track
   */
  lend(source, track) {
    if (track) lent.add(track);
    this.#use((handle) => handle.useTrack(source, track ?? undefined));
  }

  /** Sets what concerns the interface alone, if there is one. @param {string} name @param {string} value */
  set(name, value) {
    this.#use((handle) => handle.set?.(name, value));
  }

  /** @param {string} message */
  receive(message) {
    this.#use((handle) => handle.receive(message));
  }

  /**
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {{ to?: string }} [options]
   */
  async sendData(data, options = {}) {
    const { to } = checked(options, ["to"]);
    await this.#messages.send(data, to);
  }

  /** @param {string} [id] */
  async snapshot(id) {
    return this.#sinks.snapshot(id);
  }

  /** @param {{ of?: string, mimeType?: string }} [options] */
  async record(options = {}) {
    const { of, mimeType } = checked(options, ["of", "mimeType"]);
    return this.#sinks.record(of, mimeType);
  }

  /**
   * @param {(piece: AudioPiece) => void} hear
   * @param {{ of?: string }} [options]
   */
  async tapAudio(hear, options = {}) {
    const { of } = checked(options, ["of"]);
    return this.#sinks.tapAudio(callable("hear", hear), of);
  }

  /**
   * @param {(picture: Picture) => void | Promise<void>} see
   * @param {{ of?: string, shows?: "person" | "screen" }} [options]
   */
  async tapVideo(see, options = {}) {
    const { of, shows = "person" } = checked(options, ["of", "shows"]);
    if (shows !== "person" && shows !== "screen") {
      throw new VisavisError("UnusableOption", 'the option "shows" has to be person or screen');
    }
    return this.#sinks.tapVideo(callable("see", see), of, shows);
  }

  /** @param {ParentNode} [root] of the interface, if there is one */
  async report(root) {
    return this.#sinks.report(root);
  }

  /** Leaves, removes the interface and frees everything. Only `left` may still be emitted. */
  end() {
    const handle = this.#handle;
    this.#clear();
    if (handle) this.#client.guard(() => handle.unmount());
  }

  #clear() {
    this.#handle = undefined;
    removeEventListener("pagehide", this.#vanish);
    this.#stopListening();
    const reason = this.#client.end ?? hasLeft();
    this.#sinks.end(reason);
    this.#messages.end(reason);
    this.#state.clear();
    this.#refuse(reason);
    for (const resolve of this.#whenLeft.splice(0)) resolve();
  }

  /**
   * @param {Verb} verb
   * @param {unknown[]} given
   */
  #do(verb, ...given) {
    const values = argumentsOf(verb, given);
    this.#use((handle) => handle.command(verb, values));
  }

  /** @param {(handle: Handle) => void} use */
  #use(use) {
    const handle = this.#handle;
    if (handle) this.#client.guard(() => use(handle));
  }

  /** @param {CallEvent} event */
  #tell(event) {
    this.#state.update(event);
    this.#follow(event);
    const whenTold = event.type === "left" ? this.#whenLeft.splice(0) : [];
    try {
      this.#onEvent(event);
    } catch (error) {
      // As with any listener, the error goes to `window.onerror` and affects neither the call nor other listeners.
      reportError(error);
    }
    for (const resolve of whenTold) resolve();
  }

  /** Keeps data channels and sinks in step with the call. @param {CallEvent} event */
  #follow(event) {
    this.#sinks.follow(event);
    this.#messages.follow(event);
    switch (event.type) {
      case "ownIdChanged":
        this.#isJoined = true;
        break;
      case "signallingChanged":
        if (canReachOthers(event.state)) for (const { resolve } of this.#joining.splice(0)) resolve();
        break;
      case "failed":
        this.#refuse(new VisavisError(event.code, event.message));
        break;
      case "left":
        this.#isJoined = false;
        this.#refuse(hasLeft());
        break;
      default:
    }
  }

  /** @param {VisavisError} reason */
  #refuse(reason) {
    for (const { reject } of this.#joining.splice(0)) reject(reason);
  }
}

/** @param {SignallingState} state */
function canReachOthers(state) {
  return state !== "connecting" && state !== "waiting";
}
