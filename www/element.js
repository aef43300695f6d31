// @ts-check
/**
 * The element `<vis-a-vis>`: a video call in a page. Its attributes, methods and events are documented in `types.d.ts`
 * and in `docs/embedding.md`.
 */

import { DECISIVE, FLAGS, checkAttributes, isOn } from "./attributes.js";
import { Call } from "./call.js";
import { Client, VERSION, VisavisError, coded } from "./client.js";
import { STRINGS } from "./strings.js";
import { Tools } from "./tools.js";

/** @import { AudioPiece, CallEvent, CallOptions, Device, Picture } from "./types.d.ts" */

/** All elements of the page share one instance. */
export const client = new Client(
  () => import("./client/visavis.js"),
  new URL("./client/visavis_bg.wasm", import.meta.url),
);

/** Where a server imports the module, to write the page, there are no elements. */
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}));

export class VisAVis extends Base {
  static observedAttributes = [...DECISIVE.keys()];
  static version = VERSION;

  #root = this.attachShadow({ mode: "open" });
  /** @type {Call | undefined} */
  #call;
  /** What is mounted, or being mounted. */
  #key = "";
  /** How often it has changed: what began before the last change is of no more use. */
  #turn = 0;
  #isSettling = false;
  /** @type {RTCIceServer[] | undefined} */
  #iceServers;
  /** @type {((message: object) => void) | undefined} */
  #send;

  constructor() {
    super();
    // What the page put into the element, if anything, stays in sight until the call is there.
    this.#root.append(document.createElement("slot"));
  }

  connectedCallback() {
    // What was set before the element was defined is a property of its own, and hides the real one.
    for (const name of /** @type {("send" | "iceServers")[]} */ (["send", "iceServers"])) {
      if (!Object.hasOwn(this, name)) continue;
      const value = /** @type {any} */ (this[name]);
      delete this[name];
      this[name] = value;
    }
    this.#settleSoon();
  }

  disconnectedCallback() {
    this.#settleSoon();
  }

  attributeChangedCallback() {
    this.#settleSoon();
  }

  get iceServers() {
    return this.#iceServers;
  }

  set iceServers(servers) {
    this.#iceServers = servers;
    this.#settleSoon();
  }

  get send() {
    return this.#send;
  }

  set send(send) {
    this.#send = send;
    this.#settleSoon();
  }

  /** @param {unknown} message */
  receive(message) {
    this.#call?.receive(message);
  }

  /** @param {string} [name] */
  join(name) {
    this.#call?.join(name ?? this.getAttribute("name") ?? undefined);
  }

  leave() {
    this.#call?.leave();
  }

  mute() {
    this.#call?.mute();
  }

  unmute() {
    this.#call?.unmute();
  }

  cameraOn() {
    this.#call?.cameraOn();
  }

  cameraOff() {
    this.#call?.cameraOff();
  }

  /** @param {boolean} [on] */
  soundOnly(on) {
    this.#call?.soundOnly(on);
  }

  /** @param {boolean} [on] */
  shareScreen(on) {
    this.#call?.shareScreen(on);
  }

  stopSharing() {
    this.#call?.stopSharing();
  }

  /** @param {string} id */
  call(id) {
    this.#call?.call(id);
  }

  /** @param {string} id */
  accept(id) {
    this.#call?.accept(id);
  }

  /** @param {string} id */
  decline(id) {
    this.#call?.decline(id);
  }

  /** @param {string} id */
  hangUp(id) {
    this.#call?.hangUp(id);
  }

  /** @param {boolean} [locked] */
  lock(locked) {
    this.#call?.lock(locked);
  }

  /**
   * @param {string} id
   * @param {boolean} [admitted]
   */
  admit(id, admitted) {
    this.#call?.admit(id, admitted);
  }

  /** @param {string} id */
  removePerson(id) {
    this.#call?.removePerson(id);
  }

  /** @param {string} text */
  sendMessage(text) {
    this.#call?.sendMessage(text);
  }

  /**
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {{ to?: string }} [options]
   */
  async sendData(data, options) {
    await this.#running().sendData(data, options);
  }

  /** @param {string} name */
  rename(name) {
    this.#call?.rename(name);
  }

  /**
   * @param {Device["kind"]} kind
   * @param {string} id
   */
  useDevice(kind, id) {
    this.#call?.useDevice(kind, id);
  }

  get people() {
    return this.#call?.people ?? new Map();
  }

  get devices() {
    return this.#call?.devices ?? [];
  }

  get ownStream() {
    return this.#call?.ownStream ?? null;
  }

  get level() {
    return this.#call?.level ?? 0;
  }

  /** @param {string} [id] */
  async snapshot(id) {
    return this.#running().snapshot(id);
  }

  /** @param {{ of?: string, mimeType?: string }} [options] */
  async record(options) {
    return this.#running().record(options);
  }

  /**
   * @param {(piece: AudioPiece) => void} hear
   * @param {{ of?: string }} [options]
   */
  async tapAudio(hear, options) {
    return this.#running().tapAudio(hear, options);
  }

  /**
   * @param {(picture: Picture) => void | Promise<void>} see
   * @param {{ of?: string, shows?: "person" | "screen" }} [options]
   */
  async tapVideo(see, options) {
    return this.#running().tapVideo(see, options);
  }

  async report() {
    return this.#running().report(this.#root);
  }

  #running() {
    if (this.#call) return this.#call;
    throw new VisavisError("NotReady", "There is no call yet: wait for the event visavis-ready.");
  }

  /** Waits for the end of the running script: an element that is moved, or gets several attributes, changes once. */
  #settleSoon() {
    if (this.#isSettling) return;
    this.#isSettling = true;
    queueMicrotask(() => {
      this.#isSettling = false;
      void this.#settle();
    });
  }

  async #settle() {
    const isExternal = this.getAttribute("signalling") === "external";
    const isWanted = this.isConnected && this.getAttribute("room")?.trim() && (this.#send || !isExternal);
    if (this.isConnected) checkAttributes(this);
    const decisive = Array.from(DECISIVE.keys(), (name) => this.getAttribute(name));
    const key = isWanted ? written([...decisive, this.#iceServers]) : "";
    if (key === this.#key) return;
    this.#key = key;
    this.#turn += 1;
    const turn = this.#turn;
    this.#call?.end();
    this.#call = undefined;
    if (!key) return;
    const slot = this.#root.querySelector("slot:not([name])");
    if (slot) slot.textContent = "The call is being loaded…";
    try {
      await client.load();
      if (this.#turn !== turn) return;
      this.#call = new Call(
        client,
        (glue, told, sinks) => {
          if (!glue.mount) throw new VisavisError("ClientVersion", "This build of the client has no interface.");
          return glue.mount(this.#root, this.#options(), told, STRINGS, new Tools(sinks, this.#root));
        },
        // Of a call whose place another has taken, nothing more is heard.
        (event) => {
          if (this.#turn === turn || !this.#call) this.#tell(event);
        },
      );
      this.#tell({ type: "ready" });
      if (isOn(this, "autojoin")) this.join();
    } catch (error) {
      if (this.#turn === turn) this.#fail(coded(error));
    }
  }

  #options() {
    /** @type {Record<string, unknown>} */
    const options = {};
    for (const [attribute, option] of [...DECISIVE, ["name", "name"]]) {
      if (FLAGS.has(attribute)) options[option] = isOn(this, attribute);
      else if (this.hasAttribute(attribute)) options[option] = this.getAttribute(attribute);
    }
    if (this.#send) options.send = (/** @type {object} */ message) => this.#send?.(message);
    const iceServers = this.#iceServers ?? this.#iceServersOfAttribute();
    if (iceServers) options.iceServers = iceServers;
    else delete options.iceServers;
    return options;
  }

  #iceServersOfAttribute() {
    const text = this.getAttribute("ice-servers");
    try {
      return text && JSON.parse(text);
    } catch (cause) {
      throw new VisavisError("UnusableOption", 'the attribute "ice-servers" is not JSON', cause);
    }
  }

  /** @param {CallEvent | { type: "ready" }} event */
  #tell(event) {
    this.dispatchEvent(new CustomEvent(`visavis-${event.type}`, { detail: event, bubbles: true, composed: true }));
    if (event.type === "failed" && event.code === client.end?.code) this.#show(event.message);
  }

  /** @param {VisavisError} error */
  #fail(error) {
    const message = error === client.end || /[.!?]$/.test(error.message)
      ? error.message
      : `The video call cannot start: ${error.message}.`;
    console.error("visavis:", error);
    this.#show(message);
    this.#tell({ type: "failed", code: error.code, message });
  }

  /** @param {string} message */
  #show(message) {
    const sentence = document.createElement("p");
    sentence.part.add("failure");
    sentence.setAttribute("role", "alert");
    sentence.textContent = message;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("p { margin: 0; padding: 1rem; font: 16px/1.4 system-ui, sans-serif }");
    this.#root.adoptedStyleSheets = [sheet];
    // With what the page put into the element: it may say what else can be done.
    this.#root.replaceChildren(sentence, document.createElement("slot"));
  }
}

/** @param {unknown} values */
function written(values) {
  try {
    return JSON.stringify(values);
  } catch {
    // The client says what is wrong with them.
    return "unwritable";
  }
}

// Of a page that loads it twice, the first is used: see `first`.
if (globalThis.customElements && !customElements.get("vis-a-vis")) customElements.define("vis-a-vis", VisAVis);
