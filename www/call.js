// @ts-check
import { VERSION, VisavisError } from "./client.js";
import { Messages } from "./messages.js";
import { ownServer, useBase } from "./place.js";
import { Sinks } from "./sinks.js";
import { CallState } from "./state.js";
import { VERBS, argumentsOf, defineMethods } from "./verbs.js";

/**
 * @import { Client, Glue, Handle } from "./client.js"
 * @import { AudioPiece, CallEvent, CallMethods, CallOptions, Picture, SignallingState } from "./types.d.ts"
 * @import { Verb } from "./verbs.js"
 */

/** An empty base for `tsc`, which does not see the methods made from the table of verbs. */
const Verbs = /** @type {new () => Pick<CallMethods, Exclude<Verb, "join" | "leave">>} */ (
  /** @type {unknown} */ (Object)
);

/** Implements `Call` of `types.d.ts`. */
export class Call extends Verbs {
  #client;
  /** @type {Handle | undefined} */
  #handle;
  #onEvent;
  #stopListening;
  #state = new CallState();
  #sinks = new Sinks(this.#state);
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

  get isInCall() {
    return this.#state.isInCall;
  }

  get ownId() {
    return this.#state.ownId;
  }

  get people() {
    return this.#state.people;
  }

  get ownStream() {
    return this.#state.ownStream;
  }

  get ownScreen() {
    return this.#state.ownScreen;
  }

  get ownMedia() {
    return { ...this.#state.ownMedia };
  }

  get signallingState() {
    return this.#state.signalling;
  }

  get host() {
    return this.#state.host;
  }

  get knocking() {
    return [...this.#state.knocking];
  }

  get isHandUp() {
    return this.#state.isHandUp;
  }

  get devices() {
    return [...this.#state.devices];
  }

  get speaker() {
    return this.#state.speaker;
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
      case "personLeft":
        this.#messages.close(event.id);
        break;
      case "linkChanged":
        if (event.state === "idle") this.#messages.close(event.id);
        break;
      case "connectionChanged":
        this.#messages.open(event.id, event.connection);
        break;
      case "streamChanged":
        if (event.id === undefined && event.shows === "person") this.#sinks.stopMeter();
        break;
      case "left":
        this.#isJoined = false;
        this.#refuse(hasLeft());
        this.#messages.end(hasLeft());
        this.#sinks.stop();
        break;
      default:
    }
  }

  /** @param {VisavisError} reason */
  #refuse(reason) {
    for (const { reject } of this.#joining.splice(0)) reject(reason);
  }
}

/**
 * Makes the `join` of an entry of the package.
 *
 * @param {Client} client
 * @returns {(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void) => Promise<Call>}
 */
export function joinWith(client) {
  return async (options, onEvent = () => {}) => {
    callable("onEvent", onEvent);
    const signal = signalOf(options);
    signal?.throwIfAborted();
    useBase(options?.base);
    await unlessAborted(client.load(), signal);
    // It may have been aborted between the resolution of that promise and this line.
    signal?.throwIfAborted();
    const call = new Call(
      client,
      (glue, tell) => glue.begin(withServer(options), tell),
      (event) => {
        // Everything is freed once the goodbye is on its way.
        if (event.type === "left") queueMicrotask(() => call.end());
        onEvent(event, call);
      },
    );
    try {
      await unlessAborted(call.join(options.name), signal);
      return call;
    } catch (error) {
      if (signal?.aborted) call.end();
      throw error;
    }
  };
}

/**
 * Adds the server that belongs to the package's files, unless there is another one.
 *
 * @param {CallOptions} options
 */
function withServer(options) {
  const isMissing = typeof options === "object" && options !== null && !options.server;
  return isMissing ? { ...options, server: ownServer() } : options;
}

/**
 * Resolves like the promise, or rejects with the signal's reason if the signal is aborted first.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
function unlessAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** @param {CallOptions} options */
function signalOf(options) {
  const signal = options?.signal ?? undefined;
  // Not `instanceof`, which is false for a signal of another window.
  if (signal === undefined || Object.prototype.toString.call(signal) === "[object AbortSignal]") return signal;
  throw new VisavisError("UnusableOption", 'the option "signal" has to be an AbortSignal');
}

/** @param {SignallingState} state */
function canReachOthers(state) {
  return state !== "connecting" && state !== "waiting";
}

export function hasLeft() {
  return new VisavisError("Left", "The call was left.");
}

/**
 * @template T
 * @param {string} name
 * @param {T} given
 */
function callable(name, given) {
  if (typeof given === "function") return given;
  throw new VisavisError("UnusableArgument", `${name} has to be a function`);
}

/**
 * Rejects unknown options: a mistyped `to` or `of` must not mean everybody.
 *
 * @template {object} T
 * @param {T} options
 * @param {string[]} known
 */
function checked(options, known) {
  if (typeof options !== "object" || options === null) {
    throw new VisavisError("UnusableOption", "the options have to be an object");
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new VisavisError("UnknownOption", `there is no option "${name}"; there are ${known.join(", ")}`);
    }
    // Nor must an undefined id, such as that of a person who has left.
    if (/** @type {Record<string, unknown>} */ (options)[name] === undefined && /^(to|of)$/.test(name)) {
      throw new VisavisError("UnusableOption", `the option "${name}" is undefined: leave it out, or name a person`);
    }
  }
  return options;
}
