// @ts-check
/**
 * Loads the WebAssembly client, one instance for all calls of a page, and ends it for all of them if it breaks down.
 *
 * @import { Tools } from "./tools.js"
 * @import { CallEvent, Code, PersonRecording } from "./events.d.ts"
 * @import { Verb } from "./verbs.js"
 */

/** The version of this file; that of the client has to be the same. */
export const VERSION = "0.1.0";

/** Whether what only a call needs is apart: `crates/xtask/src/package.rs` says so here. @type {boolean} */
const IS_DIVIDED = false;

/**
 * A call in the client, as `src/js.rs` exports it.
 *
 * @typedef {object} Handle
 * @property {(verb: Verb, given: (string | boolean | number)[]) => void} command
 * @property {(source: "camera" | "microphone", track?: MediaStreamTrack) => void} useTrack
 * @property {(name: string, value: string) => void} [set] sets what concerns the interface alone: `src/view/setting.rs`
 * @property {(message: string) => void} receive
 * @property {(state: PersonRecording) => void} declare
 * @property {() => void} vanish
 * @property {() => void} unmount
 */
/**
 * The exports of the module that wasm-bindgen generates beside the WebAssembly file.
 *
 * @typedef {object} Glue
 * @property {(from: { module_or_path: Promise<Response> }) => Promise<Exports>} default
 * @property {() => string} version
 * @property {(onPanic: (message: string) => void) => void} onPanic
 * @property {(loader: () => Promise<void> | undefined) => void} loadPartWith
 * @property {() => void} end
 * @property {(options: object, onEvent: (event: CallEvent) => void) => Handle} begin
 * @property {(root: ShadowRoot, options: object, onEvent: (event: CallEvent) => void, strings: object, tools: Tools) => Handle} [mount]
 */

/**
 * What the WebAssembly file exports. It has `parts` if there is a part of it in a file of its own (`crates/bindgen`).
 *
 * @typedef {WebAssembly.ModuleImports & { __wbindgen_externrefs: WebAssembly.Table, parts?: WebAssembly.Table }} Exports
 */

/** An error with a stable code for programs and a sentence for people as its message. */
export class VisavisError extends Error {
  /** @override */
  // Its own name is shortened in the package, and pages see this one.
  static name = "VisavisError";
  /** @override */
  // A field, since an assignment would fail where the page has frozen the prototypes.
  name = "VisavisError";

  /**
   * @param {Code} code
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/**
 * Converts anything that was thrown to the error that a page gets.
 *
 * @param {unknown} thrown
 */
export function coded(thrown) {
  if (thrown instanceof VisavisError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  // Errors of the client have a code as their name.
  return new VisavisError(/** @type {Code} */ (error.name), error.message, thrown);
}

/**
 * Waits for a part of the package that is loaded on first use.
 *
 * @template T
 * @param {Promise<T>} part
 */
export function loaded(part) {
  return part.catch((cause) => {
    throw loadError(cause);
  });
}

export function hasLeft() {
  return new VisavisError("Left", "The call was left.");
}

const LOADED = Symbol.for("visavis");

/**
 * Registers what an entry of the package exports. A page that loads the entry twice, or in two versions, gets the exports
 * of the first, and a warning.
 *
 * @template T
 * @param {string} entry
 * @param {T} exported
 * @returns {T}
 */
export function registerOnce(entry, exported) {
  const page = /** @type {{ [LOADED]?: Map<string, { version: string, exported: any }> }} */ (globalThis);
  const loaded = (page[LOADED] ??= new Map());
  const earlier = loaded.get(entry);
  if (!earlier) {
    loaded.set(entry, { version: VERSION, exported });
    return exported;
  }
  const which = earlier.version === VERSION ? "twice" : `in two versions, ${earlier.version} and ${VERSION}`;
  console.warn(`visavis: ${entry} was loaded ${which}; the one that was there first is used`);
  return earlier.exported;
}

/** One build of the client, shared by all its calls. */
export class Client {
  #importGlue;
  #located;
  #locatedPart;
  /** The URL of the WebAssembly file, once it is loaded. */
  #wasm = "";
  /** @type {Promise<Glue> | undefined} */
  #loaded;
  /** @type {Glue | undefined} */
  #glue;
  /** @type {Exports | undefined} */
  #exports;
  /** The URL of the part. */
  #partWasm = "";
  /** The part as it comes, before what it belongs to is there. @type {Promise<WebAssembly.Module> | undefined} */
  #compiled;
  /** The loading of the part, until it is there. @type {Promise<void> | undefined} */
  #partLoaded;
  #hasPart = false;
  /** @type {VisavisError | undefined} */
  #end;
  /** @type {Set<(error: VisavisError) => void>} */
  #endListeners = new Set();

  /**
   * @param {() => Promise<any>} importGlue
   * @param {() => URL} located where the WebAssembly file is
   * @param {() => URL} locatedPart where its part is that only a call needs
   */
  constructor(importGlue, located, locatedPart) {
    this.#importGlue = importGlue;
    this.#located = located;
    this.#locatedPart = locatedPart;
  }

  /**
   * Loads the client on the first call.
   *
   * @returns {Promise<Glue>}
   * @throws {VisavisError} if the client cannot be loaded.
   */
  load() {
    if (this.#end) return Promise.reject(this.#end);
    this.#loaded ??= this.#load().catch((cause) => {
      // The next attempt may succeed.
      this.#loaded = undefined;
      throw loadError(cause);
    });
    return this.#loaded;
  }

  async #load() {
    this.#wasm = this.#located().href;
    const response = fetched(this.#wasm);
    // It is reported below, or it comes after another failure.
    response.catch(() => {});
    const glue = /** @type {Glue} */ (await this.#importGlue());
    const exports = await glue.default({ module_or_path: response });
    if (glue.version?.() !== VERSION) throw wrongVersion();
    this.#exports = exports;
    this.#hasPart = !exports.parts;
    this.#glue = glue;
    glue.onPanic((message) => this.#die(message));
    if (exports.parts) glue.loadPartWith(() => this.#part());
    // A trap without a panic, in a callback of the browser.
    addEventListener("error", ({ error }) => {
      if (this.#isOurs(error)) this.#die(String(error));
    });
    return glue;
  }

  /** Lets the part of the client that only a call needs come together with the rest: a call is about to begin. */
  expectCall() {
    // It is reported when a call waits for it.
    if (IS_DIVIDED) this.#compilePart().catch(() => {});
  }

  /**
   * Loads the part of the client that only a call needs; after a failure, anew. Returns `undefined` if it is there.
   *
   * @returns {Promise<void> | undefined} rejected with a {@link VisavisError}
   */
  #part() {
    if (this.#hasPart) return undefined;
    this.#partLoaded ??= this.#loadPart().catch((cause) => {
      this.#partLoaded = undefined;
      const error = loadError(cause);
      console.warn(`visavis: ${error.code}: ${error.message}`);
      throw error;
    });
    return this.#partLoaded;
  }

  async #loadPart() {
    const module = await this.#compilePart();
    // It shares memory, table and functions with what is there.
    await WebAssembly.instantiate(module, { rest: /** @type {Exports} */ (this.#exports) });
    this.#hasPart = true;
    this.#compiled = undefined;
  }

  #compilePart() {
    this.#partWasm = this.#locatedPart().href;
    this.#compiled ??= compiled(this.#partWasm).catch((cause) => {
      this.#compiled = undefined;
      throw cause;
    });
    return this.#compiled;
  }

  /** @param {unknown} error */
  #isOurs(error) {
    const files = [this.#wasm, this.#partWasm].filter(Boolean);
    return error instanceof WebAssembly.RuntimeError && files.some((file) => error.stack?.includes(file));
  }

  /**
   * Calls into the client; does nothing once that has ended.
   *
   * @template T
   * @param {(glue: Glue) => T} use
   * @returns {T | undefined}
   */
  guard(use) {
    if (this.#end || !this.#glue) return undefined;
    try {
      return use(this.#glue);
    } catch (thrown) {
      // Any other error was thrown on purpose.
      if (!(thrown instanceof WebAssembly.RuntimeError || isExhausted(thrown))) throw coded(thrown);
      this.#die(String(thrown));
      return undefined;
    }
  }

  /** The error that ended the client, if any. */
  get end() {
    return this.#end;
  }

  /**
   * Calls the listener once, when the client breaks down. Returns a function that removes the listener.
   *
   * @param {(error: VisavisError) => void} listener
   */
  onEnd(listener) {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /**
   * Ends a client that has broken down. It can no longer drop anything, but its table still has every browser object
   * that it holds: those are stopped and closed here, so that the camera is off.
   *
   * @param {string} message
   */
  #die(message) {
    if (this.#end) return;
    const sentence = "The video call stopped working, and your camera and microphone are off. Reload the page to call again.";
    this.#end = new VisavisError("BrokenDown", sentence, message);
    console.error("visavis: this is a bug:", message);
    try {
      this.#glue?.end();
    } catch {
      // Even that may trap. The objects that the client holds are stopped regardless.
    }
    this.#stopHeld();
    // A camera that is allowed later arrives in the table as well: a permission prompt cannot be withdrawn.
    setInterval(() => this.#stopHeld(), 250);
    // The client may still be on the stack: the code of the page runs after it has returned.
    queueMicrotask(() => {
      const listeners = [...this.#endListeners];
      this.#endListeners.clear();
      for (const listener of listeners) callListener(listener, /** @type {VisavisError} */ (this.#end));
    });
  }

  #stopHeld() {
    const held = this.#exports?.__wbindgen_externrefs;
    for (let index = 0; held && index < held.length; index += 1) stop(held.get(index));
  }
}

/** Fetches a WebAssembly file. @param {string} url */
async function fetched(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (response.ok) return response;
  throw new VisavisError("ClientMissing", `The video call couldn't be loaded: ${url} is not there.`);
}

/** Fetches and compiles a WebAssembly file. @param {string} url */
async function compiled(url) {
  const response = await fetched(url);
  return response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** Returns whether the stack was exhausted. @param {unknown} thrown */
function isExhausted(thrown) {
  return thrown instanceof RangeError || (thrown instanceof Error && thrown.name === "InternalError");
}

/**
 * Calls a listener; one that throws does not keep the others from being called.
 *
 * @param {(error: VisavisError) => void} listener
 * @param {VisavisError} end
 */
function callListener(listener, end) {
  try {
    listener(end);
  } catch (error) {
    reportError(error);
  }
}

/**
 * Stops or closes an object that the browser keeps alive.
 *
 * @param {any} held
 */
function stop(held) {
  try {
    // Not `instanceof`: the page may have put a class of its own in the place of the browser's.
    const [, kind] = /(MediaStreamTrack|MediaStream|RTCPeerConnection|WebSocket|BroadcastChannel)\]$/.exec(tagOf(held)) ?? [];
    if (kind === "MediaStreamTrack") stopTrack(held);
    else if (kind === "MediaStream") held.getTracks().forEach(stopTrack);
    else if (kind) held.close();
    else if (typeof held?.releaseVisavisLock === "function") held.releaseVisavisLock();
  } catch (error) {
    console.warn("visavis: could not be stopped:", held, error);
  }
}

/** The tracks of the page that calls send. @type {WeakSet<MediaStreamTrack>} */
export const lent = new WeakSet();

/** @param {MediaStreamTrack} track */
function stopTrack(track) {
  if (!lent.has(track)) track.stop();
}

/** @param {unknown} held */
function tagOf(held) {
  return Object.prototype.toString.call(held);
}

/**
 * Returns the error that explains why the client cannot be loaded.
 *
 * @param {any} cause
 */
function loadError(cause) {
  if (cause instanceof VisavisError) return cause;
  if (cause instanceof WebAssembly.LinkError) return wrongVersion(cause);
  if (cause instanceof WebAssembly.CompileError) {
    return /unsafe-eval|content security policy|\bCSP\b/i.test(cause.message)
      ? new VisavisError(
          "WasmForbidden",
          "This page's Content-Security-Policy blocks the video call: its script-src needs 'wasm-unsafe-eval'.",
          cause,
        )
      : new VisavisError("ClientMissing", "The video call couldn't be loaded: its WebAssembly file is damaged.", cause);
  }
  return new VisavisError(
    "ClientNotLoaded",
    "The video call couldn't be loaded. Check your connection, then reload the page.",
    cause,
  );
}

/** @param {unknown} [cause] */
function wrongVersion(cause) {
  return new VisavisError(
    "ClientVersion",
    `The video call couldn't be loaded: its files are not all of version ${VERSION}. Reload the page without its cache.`,
    cause,
  );
}
