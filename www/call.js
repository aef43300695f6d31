// @ts-check
import { VisavisError } from "./client.js";
import { Messages } from "./messages.js";

/**
 * @import { Client, Glue, Handle } from "./client.js"
 * @import { LevelMeter, Recording } from "./media.js"
 * @import {
 *   AudioPiece, CallEvent, CallOptions, Device, Person, Picture, Signalling, Source, SourceState
 * } from "../src/js/types.d.ts"
 */

/** Few calls are looked at so closely: this is loaded when it is used. */
const media = () => import("./media.js");
const taps = () => import("./taps.js");

/** What `report` keeps. */
const LONGEST_HISTORY = 200;

/** A call as a program sees it. What is documented of it stands in `types.d.ts`. */
export class Call {
  #client;
  /** @type {Handle | undefined} */
  #handle;
  #onEvent;
  #forget;
  /** @type {Map<string, Person>} */
  #people = new Map();
  /** @type {MediaStream | null} */
  #ownStream = null;
  /** @type {MediaStream | null} */
  #ownScreen = null;
  /** @type {Partial<Record<Source, SourceState>>} */
  #ownMedia = {};
  /** @type {Signalling} */
  #signalling = "connecting";
  /** @type {Device[]} */
  #devices = [];
  /** What measures a stream, once it is loaded. @type {{ stream: MediaStream, meter?: LevelMeter } | undefined} */
  #metered;
  /** @type {Set<Recording>} */
  #recordings = new Set();
  /** @type {Set<{ stop: () => void }>} */
  #taps = new Set();
  /** @type {{ at: number, event: object }[]} */
  #history = [];
  #messages = new Messages((event) => this.#tell(event));
  /** The page goes away; if it comes back, the person may join again. */
  #vanish = () => this.#use((handle) => handle.vanish());

  /**
   * @param {Client} client
   * @param {(glue: Glue, onEvent: (event: CallEvent) => void) => Handle} begin
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
      this.#handle = client.guard((glue) => begin(glue, (event) => this.#tell(event)));
      if (!this.#handle) throw client.end ?? new VisavisError("ClientNotLoaded", "The video call is not loaded.");
      addEventListener("pagehide", this.#vanish);
    } finally {
      if (!this.#handle) this.#forget();
    }
  }

  get people() {
    return this.#people;
  }

  get ownStream() {
    return this.#ownStream;
  }

  get ownScreen() {
    return this.#ownScreen;
  }

  get ownMedia() {
    return { ...this.#ownMedia };
  }

  get signalling() {
    return this.#signalling;
  }

  get devices() {
    return [...this.#devices];
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
    this.#switch("screen", on);
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
  async sendData(data, { to } = {}) {
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
    if (this.#ownStream && !this.#metered) {
      const metered = (this.#metered = { stream: this.#ownStream });
      void media().then(({ LevelMeter }) => {
        if (this.#metered === metered) this.#metered.meter = new LevelMeter(metered.stream);
      });
    }
    return this.#metered?.meter?.level ?? 0;
  }

  /** @param {string} [id] */
  async snapshot(id) {
    const stream = this.#streamOf(id);
    return (await media()).snapshot(stream);
  }

  /**
   * @param {{ of?: string, mimeType?: string }} [options]
   */
  async record({ of, mimeType } = {}) {
    const stream = of === undefined ? undefined : this.#streamOf(of);
    const { Recording } = await media();
    this.#mustGoOn();
    const recording = new Recording(stream, mimeType);
    recording.follow(this.#streams());
    this.#recordings.add(recording);
    return { stop: () => (this.#recordings.delete(recording), recording.stop()) };
  }

  /**
   * @param {(piece: AudioPiece) => void} hear
   * @param {{ of?: string }} [options]
   */
  async tapAudio(hear, { of } = {}) {
    const stream = this.#streamOf(of);
    return this.#keepTap(await (await taps()).tapAudio(stream, hear));
  }

  /**
   * @param {(picture: Picture) => void | Promise<void>} see
   * @param {{ of?: string, shows?: "person" | "screen" }} [options]
   */
  async tapVideo(see, { of, shows = "person" } = {}) {
    const stream = this.#streamOf(of, shows);
    return this.#keepTap((await taps()).tapVideo(stream, see));
  }

  /** @param {{ stop: () => void }} tap */
  #keepTap(tap) {
    if (!this.#handle) tap.stop();
    this.#mustGoOn();
    this.#taps.add(tap);
    return { stop: () => (this.#taps.delete(tap), tap.stop()) };
  }

  #mustGoOn() {
    if (!this.#handle) throw this.#client.end ?? over();
  }

  /** Of all who are heard. */
  #streams() {
    const all = [this.#ownStream, ...Array.from(this.#people.values(), (person) => person.stream)];
    return all.filter((stream) => stream !== null);
  }

  async report() {
    const connections = await Promise.all(
      Array.from(this.#people.values(), async ({ id, link, quality, connection }) => ({
        person: id,
        link,
        quality,
        ...(connection && { connectionState: connection.connectionState, stats: await statsOf(connection) }),
      })),
    );
    return {
      version: this.version,
      at: new Date().toISOString(),
      browser: navigator.userAgent,
      signalling: this.#signalling,
      ownMedia: this.ownMedia,
      connections,
      events: [...this.#history],
    };
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
    this.#stopMeter();
    this.#stopCopies();
    this.#messages.end(this.#client.end ?? over());
    this.#people.clear();
    this.#ownStream = this.#ownScreen = null;
  }

  #stopMeter() {
    this.#metered?.meter?.end();
    this.#metered = undefined;
  }

  /** What others hear and show of the call ends with it. */
  #stopCopies() {
    for (const copy of [...this.#recordings, ...this.#taps]) void copy.stop();
    this.#recordings.clear();
    this.#taps.clear();
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

  /**
   * @param {string} [id]
   * @param {"person" | "screen"} [shows]
   */
  #streamOf(id, shows) {
    const own = { stream: this.#ownStream, screen: this.#ownScreen };
    const from = id === undefined ? own : this.#people.get(id);
    const stream = shows === "screen" ? from?.screen : from?.stream;
    if (!stream) throw new VisavisError("NothingToSee", "There is no picture and no sound of that person.");
    return stream;
  }

  /** @param {CallEvent} event */
  #tell(event) {
    this.#learn(event);
    // The page's own affair, and it may be a flood.
    if (event.type !== "dataReceived") {
      const { stream, connection, text, ...kept } = /** @type {Record<string, unknown>} */ (event);
      this.#history.push({ at: Math.round(performance.now()), event: kept });
      if (this.#history.length > LONGEST_HISTORY) this.#history.shift();
    }
    this.#onEvent(event);
  }

  /** @param {CallEvent} event */
  #learn(event) {
    switch (event.type) {
      case "signallingChanged":
        this.#signalling = event.state;
        break;
      case "personJoined":
        this.#people.set(event.id, {
          id: event.id,
          name: event.name,
          link: "idle",
          quality: "good",
          stream: null,
          screen: null,
          connection: null,
        });
        break;
      case "personRenamed":
        this.#change(event.id, { name: event.name });
        break;
      case "personLeft":
        this.#people.delete(event.id);
        this.#messages.close(event.id);
        break;
      case "linkChanged":
        if (event.state === "idle") this.#messages.close(event.id);
        this.#change(event.id, { link: event.state });
        break;
      case "qualityChanged":
        this.#change(event.id, { quality: event.state });
        break;
      case "connectionChanged":
        this.#change(event.id, { connection: event.connection });
        this.#messages.open(event.id, event.connection);
        break;
      case "streamChanged":
        this.#learnStream(event);
        break;
      case "mediaChanged":
        this.#ownMedia[event.source] = event.state;
        this.#followStreams();
        break;
      case "devicesChanged":
        this.#devices = event.devices;
        break;
      case "left":
        this.#people.clear();
        this.#messages.end(over());
        this.#stopCopies();
        break;
      default:
    }
  }

  /** @param {CallEvent & { type: "streamChanged" }} event */
  #learnStream({ id, shows, stream }) {
    if (id !== undefined) {
      this.#change(id, shows === "screen" ? { screen: stream } : { stream });
    } else if (shows === "screen") {
      this.#ownScreen = stream;
    } else {
      this.#ownStream = stream;
      this.#stopMeter();
    }
    this.#followStreams();
  }

  #followStreams() {
    for (const recording of this.#recordings) recording.follow(this.#streams());
  }

  /**
   * @param {string} id
   * @param {Partial<Person>} change
   */
  #change(id, change) {
    const person = this.#people.get(id);
    if (person) this.#people.set(id, { ...person, ...change });
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
    if (typeof onEvent !== "function") throw new VisavisError("UnusableArgument", "onEvent has to be a function");
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

/**
 * What a reader of a report wants to know, without addresses.
 *
 * @param {RTCPeerConnection} connection
 */
async function statsOf(connection) {
  /** @type {Record<string, unknown>[]} */
  const kept = [];
  const telling = /^(type|kind|framesDecoded|framesEncoded|packets\w+|bytes\w+|frameWidth|frameHeight|framesPerSecond|jitter|currentRoundTripTime|state|nominated|candidateType|protocol|relayProtocol)$/;
  (await connection.getStats()).forEach((stats) => {
    if (/^(inbound-rtp|outbound-rtp|candidate-pair|local-candidate|remote-candidate)$/.test(stats.type)) {
      kept.push(Object.fromEntries(Object.entries(stats).filter(([name]) => telling.test(name))));
    }
  });
  return kept;
}
