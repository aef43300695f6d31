// @ts-check
/**
 * The element `<vis-a-vis>`: a video call in a page. `types.d.ts` and `docs/embedding.md` document its attributes,
 * properties, methods and events.
 */

import {
  ATTRIBUTES, DECISIVE, LIVE, SHOWN, checkAttributes, isOn, keyOf, optionsOf, reflectAttributes, shownBy,
  upgradeProperties,
} from "./attributes.js";
import { Call } from "./call.js";
import { Client, VERSION, VisavisError, coded, hasLeft } from "./client.js";
import { adoptFailureStyle, showFailure } from "./failure.js";
import { checkTrack } from "./given.js";
import { located, ownServer, useBase } from "./place.js";
import { applySetting, settingsOf } from "./settings.js";
import { CallState } from "./state.js";
import { strings } from "./strings.js";
import { Tools } from "./tools.js";
import { VALUES, defineValues } from "./values.js";
import { INTERFACE_VERBS, REQUESTS, SHOWS, VERBS, argumentsOf, defineMethods } from "./verbs.js";
import { Waiting } from "./waiting.js";

/**
 * @import { Attribute } from "./attributes.js"
 * @import { CallEvent, CallMethods, CallValues, InterfaceValues, InterfaceVerbs, Layout, Reflected } from "./types.d.ts"
 * @import { Value } from "./values.js"
 * @import { InterfaceVerb, Request, Verb } from "./verbs.js"
 * @typedef {Exclude<Verb, "join" | "leave" | "renewToken"> | Exclude<Request, "report">} Forwarded
 */

/** The client, shared by all elements of the page. */
export const client = new Client(
  () => import("./client/visavis.js"),
  () => located("client/visavis_bg.wasm", () => new URL("./client/visavis_bg.wasm", import.meta.url)),
  () => located("client/visavis_call.wasm", () => new URL("./client/visavis_call.wasm", import.meta.url)),
);

/**
 * The base class. There is no `HTMLElement` if a server imports the module to render the page. `tsc` does not see the
 * methods and properties that are made from tables.
 */
const Base = /**
 * @type {new () => HTMLElement & Omit<Reflected, "layout"> & CallValues & InterfaceValues & InterfaceVerbs &
 * Pick<CallMethods, Forwarded>}
 */ (
  globalThis.HTMLElement ?? class {}
);

export class VisAVis extends Base {
  /** @override */
  // As that of `VisavisError`.
  static name = "VisAVis";
  static observedAttributes = [...DECISIVE, ...LIVE, ...SHOWN.keys(), "token"];
  static version = VERSION;

  #root = this.attachShadow({ mode: "open" });
  /** @type {Call | undefined} */
  #call;
  /** A key of everything that the mounted call, or the call being mounted, depends on. */
  #key = "";
  /** How often the key has changed: work begun before the last change is out of date. */
  #turn = 0;
  #isSettling = false;
  /** What waits for the call: it is being loaded, or about to be replaced. */
  #waiting = new Waiting();
  /** The last attempt to join was refused because of the token. */
  #lacksToken = false;
  /** What was around the element when it was last in a document, from the inside out. @type {Node[]} */
  #around = [];
  /** The document in which the element is, or was last. @type {Document | undefined} */
  #place;
  /** The document of a window that was closed around the element. @type {Document | undefined} */
  #gone;
  #hasFailed = false;
  /** The page's tracks in place of devices, for this call and the next. @type {Map<"camera" | "microphone", MediaStreamTrack>} */
  #tracks = new Map();
  /** @type {RTCIceServer[] | undefined} */
  #iceServers;
  /** @type {((message: string) => void) | undefined} */
  #send;

  static {
    const verbs = /** @type {(Verb | InterfaceVerb)[]} */ ([...Object.keys(VERBS), ...Object.keys(INTERFACE_VERBS)]);
    defineMethods(VisAVis.prototype, verbs, (element, verb, given) => element.#do(verb, given));
    reflectAttributes(VisAVis.prototype);
    defineMethods(VisAVis.prototype, REQUESTS, async (element, name, given) => forward(element.#running(), name, given));
    defineValues(VisAVis.prototype, (element, name) => element.#valueOf(name));
  }

  constructor() {
    super();
    // The content that the page put into the element, if any, stays visible until the call is loaded.
    this.#root.append(document.createElement("slot"));
  }

  connectedCallback() {
    upgradeProperties(this);
    this.#around = nodesAround(this);
    if (this.#place !== this.ownerDocument) this.#moveIn();
    this.#settleSoon();
  }

  disconnectedCallback() {
    this.#settleSoon();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === "token") this.#takeToken();
    else if (LIVE.includes(name)) this.#applyAttribute(name);
    else this.#settleSoon();
    if (SHOWN.has(name)) this.#passOn(name);
  }

  /** The arrangement that is used, which the person may have chosen. @returns {Layout} */
  get layout() {
    return /** @type {Layout} */ (this.#valueOf("layout"));
  }

  /** @param {Layout | "" | null | undefined} layout */
  set layout(layout) {
    if (layout) this.setAttribute("layout", layout);
    else this.removeAttribute("layout");
  }

  /** Passes an attribute on to the interface. @param {string} name */
  #passOn(name) {
    this.#call?.set(/** @type {string} */ (SHOWN.get(name)), shownBy(this, name));
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

  /**
   * @param {"camera" | "microphone"} source
   * @param {MediaStreamTrack | null} track
   */
  async useTrack(source, track) {
    checkTrack(source, track);
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    this.#call?.lend(source, track);
  }

  /** @param {string} name */
  #applyAttribute(name) {
    const { property } = /** @type {Attribute} */ (ATTRIBUTES.get(name));
    if (this.#call) applySetting(this.#call, property, this.getAttribute(name));
  }

  /** @param {string} message */
  receive(message) {
    this.#call?.receive(message);
  }

  /** @param {string} [name] */
  join(name) {
    const joined = /** @type {Promise<void>} */ (this.#do("join", name === undefined ? [] : [name]));
    // The element shows why it failed.
    joined.catch(() => {});
    return joined;
  }

  async leave() {
    // Entering that has not begun is not begun any more.
    this.#waiting.refuse(hasLeft(), "join");
    await this.#call?.leave();
  }

  /** @param {string} token */
  renewToken(token) {
    [this.token] = /** @type {string[]} */ (argumentsOf("renewToken", [token]));
  }

  /** The call, if there is one, goes on; one that did not begin for want of this token begins. */
  #takeToken() {
    this.#call?.renewToken(this.token);
    if (this.#call && this.#lacksToken && isOn(this, "autojoin")) this.join();
    this.#lacksToken = false;
  }

  /** @param {Value} name */
  #valueOf(name) {
    return this.#call ? this.#call[name] : VALUES[name](new CallState());
  }

  /** @param {string} id */
  levelOf(id) {
    return this.#call?.levelOf(id) ?? 0;
  }

  get level() {
    return this.#call?.level ?? 0;
  }

  async report() {
    return this.#running().report(this.#root);
  }

  get version() {
    return VERSION;
  }

  #running() {
    if (this.#call) return this.#call;
    throw new VisavisError("NotReady", "There is no call yet: wait for the event visavis-ready.");
  }

  /**
   * Carries out a verb, or keeps it for the call that is on its way. Returns its outcome; then, a promise of it.
   *
   * @param {Verb | InterfaceVerb} verb
   * @param {unknown[]} given
   */
  #do(verb, given) {
    const words = verb === "join" ? [given[0] ?? this.name] : given;
    const isToBeReplaced = this.#isSettling && this.#wanted() !== this.#key;
    const checked = argumentsOf(verb, words);
    if (!this.#call || isToBeReplaced) return this.#waiting.add(verb, given);
    if (verb in SHOWS) {
      return this.#call.set(SHOWS[/** @type {InterfaceVerb} */ (verb)], /** @type {string} */ (checked[0] ?? ""));
    }
    // Nobody sees a lobby who does not stay in it.
    if (verb === "join") this.#call.set("entering", "yes");
    return forward(this.#call, /** @type {Verb} */ (verb), words);
  }

  #doWhatWaits() {
    if (this.#call) this.#waiting.end((verb, given) => this.#do(verb, given));
  }

  /** Takes up anew what belongs to a document. The page may move the element into another window, and back. */
  #moveIn() {
    const place = this.#place = this.ownerDocument;
    this.#gone = undefined;
    if (this.#hasFailed) adoptFailureStyle(this.#root);
    // `src/view/adoption.rs` listens.
    else this.#root.dispatchEvent(new CustomEvent("visavis-adopted"));
    const around = place.defaultView;
    if (around === window) return;
    // The page moves the element back at this event, or else its call ends: nobody sees any more that it is live.
    const go = () => {
      this.#gone = place;
      this.#settleSoon();
    };
    around?.addEventListener("pagehide", () => setTimeout(go), { once: true });
  }

  get #isShown() {
    return this.isConnected && this.ownerDocument !== this.#gone && this.ownerDocument.defaultView !== null;
  }

  /** Updates after the running script ends: an element that is moved, or gets several attributes, changes once. */
  #settleSoon() {
    if (this.#isSettling) return;
    this.#isSettling = true;
    queueMicrotask(() => {
      this.#isSettling = false;
      void this.#settle();
    });
  }

  /** Returns the key of the call that there should be; empty without one. */
  #wanted() {
    const isExternal = this.getAttribute("signalling") === "external";
    const isWanted = this.#isShown && this.getAttribute("room")?.trim() && (this.#send || !isExternal);
    return isWanted ? keyOf(this) : "";
  }

  async #settle() {
    if (this.isConnected) checkAttributes(this);
    const key = this.#wanted();
    if (key === this.#key) return this.#doWhatWaits();
    this.#key = key;
    this.#turn += 1;
    const turn = this.#turn;
    this.#call?.end();
    this.#call = undefined;
    if (!key) return;
    const slot = this.#root.querySelector("slot:not([name])");
    if (slot) slot.textContent = "Loading the call…";
    try {
      useBase(this.getAttribute("base"));
      if (isOn(this, "autojoin")) client.expectCall();
      await client.load();
      if (this.#turn !== turn) return;
      const options = this.#options();
      const applySettings = settingsOf(options);
      this.#call = new Call(
        client,
        (glue, tell, sinks) => {
          if (!glue.mount) throw new VisavisError("ClientVersion", "This build of the client has no interface.");
          return glue.mount(this.#root, options, tell, strings(), new Tools(sinks, this.#root, tell));
        },
        // A call that was replaced emits no more events.
        (event) => {
          if (this.#turn === turn || !this.#call) this.#tell(event);
        },
      );
      applySettings(this.#call);
      for (const [source, track] of this.#tracks) this.#call.lend(source, track);
      for (const name of SHOWN.keys()) if (this.hasAttribute(name) && name !== "lang") this.#passOn(name);
      this.#doWhatWaits();
      this.#tell({ type: "ready" });
      if (isOn(this, "autojoin")) this.join();
    } catch (error) {
      if (this.#turn !== turn) return;
      const failure = coded(error);
      this.#waiting.refuse(failure);
      this.#fail(failure);
    }
  }

  #options() {
    const options = optionsOf(this);
    options.server ||= ownServer();
    if (this.#send) options.send = (/** @type {string} */ message) => this.#send?.(message);
    return options;
  }

  /** @param {CallEvent | { type: "ready" }} event */
  #tell(event) {
    if (event.type === "failed" && event.code.startsWith("Token")) this.#lacksToken = true;
    if (event.type === "signallingChanged") this.#lacksToken = false;
    const init = { detail: event, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent(eventName(event.type), init));
    if (!this.isConnected) {
      // Nothing bubbles any more from an element that was removed. Whoever listens further out hears it from there.
      const around = this.#around.find((node) => node.isConnected);
      around?.dispatchEvent(new CustomEvent(eventName(event.type), init));
    }
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
    this.#hasFailed = true;
    showFailure(this.#root, message);
  }
}

/**
 * Returns the name of the DOM event for a type of `CallEvent`: `visavis-person-joined` for `personJoined`.
 *
 * @param {string} type
 */
export function eventName(type) {
  return `visavis-${type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** @param {Node} node */
function nodesAround(node) {
  const around = [];
  /** Not `instanceof ShadowRoot`, which is false in another window. @param {any} of @returns {Node | null} */
  const parent = (of) => of.parentNode ?? (of.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? of.host : null);
  for (let outer = parent(node); outer; outer = parent(outer)) around.push(outer);
  return around;
}

/**
 * @param {Call} call
 * @param {Verb | Request} name
 * @param {unknown[]} given
 */
function forward(call, name, given) {
  return /** @type {(...given: unknown[]) => unknown} */ (call[name]).apply(call, given);
}

// If a page loads the module twice, the first one is used: see `registerOnce`.
if (globalThis.customElements && !customElements.get("vis-a-vis")) customElements.define("vis-a-vis", VisAVis);
