// @ts-check
import { VisavisError } from "./client.js";
import { Sinks } from "./sinks.js";
import { CallState } from "./state.js";
import { Messages } from "./messages.js";

/**
 * @import { Client, Glue, Handle } from "./client.js"
 * @import { AudioPiece, CallEvent, CallOptions, Device, Picture } from "./types.d.ts"
 */

/** A call as a program sees it. What is documented of it stands in `types.d.ts`. */
export class Call {
  #client;
  /** @type {Handle | undefined} */
  #handle;
  #onEvent;
  #forget;
  #state = new CallState();
  #sinks = new Sinks(this.#state);
  #messages = new Messages((event) => this.#tell(event));
  /** The page goes away; if it comes back, the person may join again. */
  #vanish = () => this.#use((handle) => handle.vanish());

  /**
   * @param {Client} client
   * @param {(glue: Glue, onEvent: (event: CallEvent) => void, sinks: Sinks) => Handle} begin
   * @param {(event: CallEvent) => void} onEvent
   */
  constructor(client, begin, onEvent) {
    this.#client = client;
    this.#onEvent = onEvent;
    this.#forget = client.mourn((error) => {
      this.#tell({ type: "failed", code: error.code, message: error.message });
      this.#clear();
    });
    try {
      this.#handle = client.guard((glue) => begin(glue, (event) => this.#tell(event), this.#sinks));
      if (!this.#handle) throw client.end ?? new VisavisError("ClientNotLoaded", "The video call is not loaded.");
      addEventListener("pagehide", this.#vanish);
    } finally {
      if (!this.#handle) this.#forget();
    }
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

  get signalling() {
    return this.#state.signalling;
  }

  get devices() {
    return [...this.#state.devices];
  }

  /** @param {string} [name] */
  join(name) {
    this.#use((handle) => handle.join(bounded("name", name ?? "", 64)));
  }

  leave() {
    this.#use((handle) => handle.leave());
  }

  mute() {
    this.#switch("microphone", false);
  }

  unmute() {
    this.#switch("microphone", true);
  }

  cameraOn() {
    this.#switch("camera", true);
  }

  cameraOff() {
    this.#switch("camera", false);
  }

  soundOnly(on = true) {
    this.#use((handle) => handle.soundOnly(Boolean(on)));
  }

  shareScreen(on = true) {
    this.#switch("screen", Boolean(on));
  }

  stopSharing() {
    this.#switch("screen", false);
  }

  /** @param {string} id */
  call(id) {
    this.#use((handle) => handle.call(text("id", id)));
  }

  /** @param {string} id */
  accept(id) {
    this.#use((handle) => handle.accept(text("id", id)));
  }

  /** @param {string} id */
  decline(id) {
    this.#use((handle) => handle.decline(text("id", id)));
  }

  /** @param {string} id */
  hangUp(id) {
    this.#use((handle) => handle.hangUp(text("id", id)));
  }

  lock(locked = true) {
    this.#use((handle) => handle.lock(Boolean(locked)));
  }

  /** @param {string} id */
  admit(id, admitted = true) {
    this.#use((handle) => handle.admit(text("id", id), Boolean(admitted)));
  }

  /** @param {string} id */
  removePerson(id) {
    this.#use((handle) => handle.removePerson(text("id", id)));
  }

  /** @param {string} message */
  sendMessage(message) {
    this.#use((handle) => handle.say(bounded("message", message, 4000)));
  }

  /**
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {{ to?: string }} [options]
   */
  async sendData(data, options = {}) {
    const { to } = checked(options, ["to"]);
    await this.#messages.send(data, to);
  }

  /** @param {string} name */
  rename(name) {
    this.#use((handle) => handle.rename(bounded("name", name, 64)));
  }

  /** @param {unknown} message */
  receive(message) {
    this.#use((handle) => handle.receive(message));
  }

  /**
   * @param {Device["kind"]} kind
   * @param {string} id
   */
  useDevice(kind, id) {
    if (!["audioinput", "videoinput", "audiooutput"].includes(kind)) {
      throw new VisavisError("UnusableArgument", `"${kind}" is no kind of device: audioinput, videoinput or audiooutput`);
    }
    this.#use((handle) => handle.useDevice(kind, text("id", id)));
  }

  get level() {
    return this.#sinks.level;
  }

  /** @param {string} [id] */
  async snapshot(id) {
    return this.#sinks.snapshot(id);
  }

  /**
   * @param {{ of?: string, mimeType?: string }} [options]
   */
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
    return this.#sinks.tapAudio(called("hear", hear), of);
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
    return this.#sinks.tapVideo(called("see", see), of, shows);
  }

  /** @param {ParentNode} [root] the interface, if there is one */
  async report(root) {
    return this.#sinks.report(root);
  }

  get version() {
    return this.#client.guard((glue) => glue.version()) ?? "";
  }

  /** Leaves, takes away what was shown and frees everything. After that nothing happens any more. */
  end() {
    const handle = this.#handle;
    this.#clear();
    if (handle) this.#client.guard(() => handle.unmount());
  }

  #clear() {
    this.#handle = undefined;
    removeEventListener("pagehide", this.#vanish);
    this.#forget();
    const why = this.#client.end ?? over();
    this.#sinks.end(why);
    this.#messages.end(why);
    this.#state.clear();
  }

  /**
   * @param {string} source
   * @param {boolean} on
   */
  #switch(source, on) {
    this.#use((handle) => handle.switch(source, on));
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
    try {
      this.#onEvent(event);
    } catch (error) {
      // The page's own affair, of which it hears as of any handler's: neither the call nor anybody else is touched.
      reportError(error);
    }
  }

  /** What follows the call: messages to the others, and what is made of it. @param {CallEvent} event */
  #follow(event) {
    switch (event.type) {
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
        this.#messages.end(over());
        this.#sinks.stop();
        break;
      default:
    }
  }
}

/**
 * `join` of an entry of the package.
 *
 * @param {Client} client
 * @returns {(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void) => Promise<Call>}
 */
export function joinWith(client) {
  return async (options, onEvent = () => {}) => {
    called("onEvent", onEvent);
    await client.load();
    return new Promise((resolve, reject) => {
      const call = new Call(
        client,
        (glue, told) => glue.begin(options, told),
        (event) => {
          // Joined is who has found a way to the others.
          if (event.type === "signallingChanged" && !/^(connecting|waiting)$/.test(event.state)) resolve(call);
          if (event.type === "failed") reject(new VisavisError(event.code, event.message));
          if (event.type === "left") {
            reject(over());
            // What was said goes out all the same; after this nothing is kept.
            queueMicrotask(() => call.end());
          }
          onEvent(event, call);
        },
      );
      call.join(options.name);
    });
  };
}

function over() {
  return new VisavisError("Left", "The call was left.");
}

/**
 * @template T
 * @param {string} name
 * @param {T} given
 */
function called(name, given) {
  if (typeof given === "function") return given;
  throw new VisavisError("UnusableArgument", `${name} has to be a function`);
}

/**
 * A mistyped option must not mean everybody.
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
    // Nor must the id of somebody who has gone.
    if (/** @type {Record<string, unknown>} */ (options)[name] === undefined && /^(to|of)$/.test(name)) {
      throw new VisavisError("UnusableOption", `the option "${name}" is undefined: leave it out, or name somebody`);
    }
  }
  return options;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function text(name, value) {
  if (typeof value === "string") return value;
  throw new VisavisError("UnusableArgument", `${name} has to be a string`);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} longest
 */
function bounded(name, value, longest) {
  return Array.from(text(name, value)).slice(0, longest).join("");
}
