// @ts-check
/**
 * The element `<vis-a-vis>`: a video call in a page.
 *
 * Attributes: `room` (nothing happens without one), `ring` (people call one of those who are there), `server`, `name`,
 * `token`, `signalling`, `ice-servers` (JSON), `relay-only` (through a TURN server alone), `link`, `theme` (`light` or
 * `dark`); all but `theme` are read when a call begins. With `signalling="host"` the page carries the messages: it sets
 * the property `send` and calls `receive`. What happens in the call is told as events `visavis-<type>`, whose `detail`
 * is a `CallEvent` of
 * `client/visavis.d.ts`.
 */

/**
 * @typedef {object} Mounted
 * @property {(name?: string) => void} join
 * @property {(id: string) => void} call
 * @property {(id: string) => void} accept
 * @property {(id: string) => void} decline
 * @property {(id: string) => void} hangUp
 * @property {(on: boolean) => void} shareScreen
 * @property {(kind: string, id: string) => void} useDevice
 * @property {() => void} leave
 * @property {(message: unknown) => void} receive
 * @property {() => void} vanish
 * @property {() => void} unmount
 */
/** @typedef {{ type: string, [detail: string]: unknown }} CallEvent */
/** @typedef {{ mount(root: ShadowRoot, options: object, onEvent: (event: CallEvent) => void): Mounted }} Client */

/** Attributes that make another call of it; the rest is read when a call is mounted. */
const DECISIVE = ["server", "room", "ring", "token", "signalling", "ice-servers", "relay-only"];
const NOT_LOADED = "The video call could not be loaded. Check your connection, then reload the page.";

/** @type {Promise<Client> | undefined} */
let client;

/** All elements of the page share one instance. */
function loadClient() {
  client ??= import(new URL("client/visavis.js", import.meta.url).href)
    .then(async (glue) => {
      await glue.default({ module_or_path: new URL("client/visavis_bg.wasm", import.meta.url) });
      return glue;
    })
    .catch((cause) => {
      // The next element may have better luck.
      client = undefined;
      throw coded("ClientNotLoaded", NOT_LOADED, cause);
    });
  return client;
}

/**
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
function coded(code, message, cause) {
  return Object.assign(new Error(message, { cause }), { name: code });
}

export class VisAVis extends HTMLElement {
  static observedAttributes = DECISIVE;

  #root = this.attachShadow({ mode: "open" });
  /** @type {Mounted | undefined} */
  #mounted;
  /** What is mounted, or being mounted. */
  #key = "";
  #isSettling = false;
  /** @type {RTCIceServer[] | undefined} */
  #iceServers;
  /** @type {((message: object) => void) | undefined} */
  #send;
  #vanish = () => this.#mounted?.vanish();

  constructor() {
    super();
    // What the page put into the element, if anything, stays in sight until the call is there.
    const slot = document.createElement("slot");
    slot.textContent = "The call is being loaded…";
    this.#root.append(slot);
  }

  connectedCallback() {
    // What was set before the element was defined is a property of its own, and hides the real one.
    if (Object.hasOwn(this, "send")) {
      const { send } = this;
      delete this.send;
      this.send = send;
    }
    addEventListener("pagehide", this.#vanish);
    this.#settleSoon();
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.#vanish);
    this.#settleSoon();
  }

  attributeChangedCallback() {
    this.#settleSoon();
  }

  /** STUN and TURN servers, in the place of the attribute `ice-servers`. */
  get iceServers() {
    return this.#iceServers;
  }

  set iceServers(servers) {
    this.#iceServers = servers;
    this.#settleSoon();
  }

  /**
   * With `signalling="host"`: sends a message, a plain object that JSON can hold, to everybody on the page's own channel.
   * Nothing is mounted before it is set.
   */
  get send() {
    return this.#send;
  }

  set send(send) {
    this.#send = send;
    this.#settleSoon();
  }

  /** With `signalling="host"`: takes in what came on the page's own channel. @param {unknown} message */
  receive(message) {
    this.#mounted?.receive(message);
  }

  /**
   * Enters the room. Nothing happens before the event `visavis-ready`.
   * @param {string} [name]
   */
  join(name) {
    this.#mounted?.join(name ?? this.getAttribute("name") ?? undefined);
  }

  /** Calls someone, in a room where one is called. @param {string} id */
  call(id) {
    this.#mounted?.call(id);
  }

  /** Takes the call of that person. @param {string} id */
  accept(id) {
    this.#mounted?.accept(id);
  }

  /** Declines the call of that person. @param {string} id */
  decline(id) {
    this.#mounted?.decline(id);
  }

  /** Ends the call with that person, or gives up calling them. @param {string} id */
  hangUp(id) {
    this.#mounted?.hangUp(id);
  }

  /** Shares a screen, or ends that. To be called in the handler of a click or a key. @param {boolean} [on] */
  shareScreen(on = true) {
    this.#mounted?.shareScreen(on);
  }

  /**
   * Uses another device, also in later calls.
   * @param {MediaDeviceKind} kind
   * @param {string} id its `deviceId`
   */
  useDevice(kind, id) {
    this.#mounted?.useDevice(kind, id);
  }

  /** Leaves the room. */
  leave() {
    this.#mounted?.leave();
  }

  /** Waits for the end of the running script: an element that is moved, or gets several attributes, changes once. */
  #settleSoon() {
    if (this.#isSettling) return;
    this.#isSettling = true;
    queueMicrotask(() => {
      this.#isSettling = false;
      this.#settle();
    });
  }

  async #settle() {
    const isHosted = this.getAttribute("signalling") === "host";
    const isWanted = this.isConnected && this.getAttribute("room")?.trim() && (this.#send || !isHosted);
    const decisive = DECISIVE.map((name) => this.getAttribute(name));
    const key = isWanted ? JSON.stringify([...decisive, this.#iceServers]) : "";
    if (key === this.#key) return;
    this.#key = key;
    try {
      this.#mounted?.unmount();
      this.#mounted = undefined;
      if (!key) return;
      const { mount } = await loadClient();
      if (this.#key !== key) return;
      this.#mounted = mount(this.#root, this.#options(), (event) => this.#tell(event));
      this.#tell({ type: "ready" });
    } catch (error) {
      if (this.#key === key) this.#fail(error);
    }
  }

  #options() {
    /** @type {Record<string, unknown>} */
    const options = {};
    for (const name of ["server", "room", "name", "token", "signalling", "link"]) {
      if (this.hasAttribute(name)) options[name] = this.getAttribute(name);
    }
    if (this.hasAttribute("ring")) options.ring = true;
    if (this.#send) options.send = (/** @type {object} */ message) => this.#send?.(message);
    if (this.hasAttribute("relay-only")) options.relayOnly = true;
    const iceServers = this.#iceServers ?? this.#iceServersOfAttribute();
    if (iceServers) options.iceServers = iceServers;
    return options;
  }

  #iceServersOfAttribute() {
    const text = this.getAttribute("ice-servers");
    try {
      return text && JSON.parse(text);
    } catch (cause) {
      throw coded("UnusableOption", 'the attribute "ice-servers" is not JSON', cause);
    }
  }

  /** @param {CallEvent} event */
  #tell(event) {
    this.dispatchEvent(new CustomEvent(`visavis-${event.type}`, { detail: event, bubbles: true, composed: true }));
  }

  /** @param {unknown} error */
  #fail(error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const sentence = document.createElement("p");
    sentence.part.add("failure");
    sentence.setAttribute("role", "alert");
    sentence.textContent = message === NOT_LOADED ? message : `The video call cannot start: ${message}.`;
    sentence.style.cssText = "margin: 0; padding: 1rem; font: 16px/1.4 system-ui, sans-serif";
    this.#root.replaceChildren(sentence);
    console.error("visavis:", error);
    this.#tell({ type: "failed", code: name, message: sentence.textContent });
  }
}

if (!customElements.get("vis-a-vis")) customElements.define("vis-a-vis", VisAVis);
