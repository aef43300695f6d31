// @ts-check
/**
 * Loads the WebAssembly client, once for all calls of a page, and ends it for all of them when it breaks down.
 *
 * @import { Tools } from "./tools.js"
 * @import { CallEvent, Call } from "./types.d.ts"
 */

/** The version of this file; the client has to be of the same. */
export const VERSION = "0.1.0";

/**
 * What the client exports: see `src/js.rs`.
 *
 * @typedef {object} Handle
 * @property {(name?: string) => void} join
 * @property {(name: string) => void} rename
 * @property {(id: string) => void} call
 * @property {(id: string) => void} accept
 * @property {(id: string) => void} decline
 * @property {(id: string) => void} hangUp
 * @property {(locked: boolean) => void} lock
 * @property {(id: string, admitted: boolean) => void} admit
 * @property {(id: string) => void} removePerson
 * @property {(text: string) => void} say
 * @property {(source: string, on: boolean) => void} switch
 * @property {(on: boolean) => void} soundOnly
 * @property {(kind: string, id: string) => void} useDevice
 * @property {(message: unknown) => void} receive
 * @property {() => void} leave
 * @property {() => void} vanish
 * @property {() => void} unmount
 */
/**
 * @typedef {object} Glue
 * @property {(from: { module_or_path: Promise<Response> }) => Promise<{ __wbindgen_externrefs: WebAssembly.Table }>} default
 * @property {() => string} version
 * @property {(told: (message: string) => void) => void} onPanic
 * @property {() => void} end
 * @property {(options: object, onEvent: (event: CallEvent) => void) => Handle} begin
 * @property {(root: ShadowRoot, options: object, onEvent: (event: CallEvent) => void, words: object, tools: Tools) => Handle} [mount]
 */

/** An error with a code that stays the same, for programs; its message is a sentence for people. */
export class VisavisError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "VisavisError";
    this.code = code;
  }
}

/**
 * What anything that was thrown means for whoever uses the client.
 *
 * @param {unknown} thrown
 */
export function coded(thrown) {
  if (thrown instanceof VisavisError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new VisavisError(error.name, error.message, thrown);
}

/**
 * A part of the package that is loaded when it is used first.
 *
 * @template T
 * @param {Promise<T>} part
 */
export function loaded(part) {
  return part.catch((cause) => {
    throw obstacle(cause);
  });
}

const LOADED = Symbol.for("visavis");

/**
 * What an entry of the package exports. A page that loads it twice, or in two versions, works with the first, and is
 * warned.
 *
 * @template T
 * @param {string} entry
 * @param {T} exported
 * @returns {T}
 */
export function first(entry, exported) {
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

/** One build of the client, and everyone whom it serves. */
export class Client {
  #importGlue;
  #wasm;
  /** @type {Promise<Glue> | undefined} */
  #loaded;
  /** @type {Glue | undefined} */
  #glue;
  /** @type {WebAssembly.Table | undefined} */
  #held;
  /** @type {VisavisError | undefined} */
  #end;
  /** @type {Set<(error: VisavisError) => void>} */
  #mourners = new Set();

  /**
   * @param {() => Promise<any>} importGlue
   * @param {URL} wasm
   */
  constructor(importGlue, wasm) {
    this.#importGlue = importGlue;
    this.#wasm = wasm;
  }

  /**
   * The client, loaded at the first call.
   *
   * @returns {Promise<Glue>}
   * @throws {VisavisError} with one sentence about what is in the way.
   */
  load() {
    if (this.#end) return Promise.reject(this.#end);
    this.#loaded ??= this.#load().catch((cause) => {
      // The next one may have better luck.
      this.#loaded = undefined;
      throw obstacle(cause);
    });
    return this.#loaded;
  }

  async #load() {
    const glue = /** @type {Glue} */ (await this.#importGlue());
    const response = fetch(this.#wasm, { credentials: "same-origin" }).then((response) => {
      if (response.ok) return response;
      throw new VisavisError("ClientMissing", `The video call could not be loaded: ${this.#wasm} is not there.`);
    });
    const { __wbindgen_externrefs } = await glue.default({ module_or_path: response });
    if (glue.version?.() !== VERSION) throw wrongVersion();
    this.#held = __wbindgen_externrefs;
    this.#glue = glue;
    glue.onPanic((message) => this.#die(message));
    // A trap that is no panic, in something that the browser called.
    addEventListener("error", ({ error }) => {
      if (this.#isOurs(error)) this.#die(String(error));
    });
    return glue;
  }

  /** @param {unknown} error */
  #isOurs(error) {
    return error instanceof WebAssembly.RuntimeError && Boolean(error.stack?.includes(this.#wasm.href));
  }

  /**
   * Calls into the client. After its end nothing happens.
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
      // Whatever else is thrown was meant to be.
      if (!(thrown instanceof WebAssembly.RuntimeError || isExhausted(thrown))) throw coded(thrown);
      this.#die(String(thrown));
      return undefined;
    }
  }

  /** Why the client has ended, if it has. */
  get end() {
    return this.#end;
  }

  /**
   * Hears of the client's end, once, until the function that this gives is called.
   *
   * @param {(error: VisavisError) => void} mourn
   */
  mourn(mourn) {
    this.#mourners.add(mourn);
    return () => this.#mourners.delete(mourn);
  }

  /**
   * The client has broken down. Nothing in it can be dropped any more, but the browser's objects that it holds are all
   * in its table: they are stopped and closed here, and the camera is off.
   *
   * @param {string} message
   */
  #die(message) {
    if (this.#end) return;
    const sentence = "The video call has broken down, and camera and microphone are off. Reload the page to call again.";
    this.#end = new VisavisError("BrokenDown", sentence, message);
    console.error("visavis: this is a bug:", message);
    try {
      this.#glue?.end();
    } catch {
      // Not even that works any more; what is held is stopped all the same.
    }
    this.#stopHeld();
    // A camera that the person allows only after this arrives in the table as well: the question cannot be taken back.
    setInterval(() => this.#stopHeld(), 250);
    // The client is still on the stack, and the page's code comes after it.
    queueMicrotask(() => {
      const mourners = [...this.#mourners];
      this.#mourners.clear();
      for (const mourn of mourners) tellOf(/** @type {VisavisError} */ (this.#end), mourn);
    });
  }

  #stopHeld() {
    for (let index = 0; this.#held && index < this.#held.length; index += 1) stop(this.#held.get(index));
  }
}

/** The stack was not enough. @param {unknown} thrown */
function isExhausted(thrown) {
  return thrown instanceof RangeError || (thrown instanceof Error && thrown.name === "InternalError");
}

/**
 * One that fails does not keep it from the others.
 *
 * @param {VisavisError} end
 * @param {(error: VisavisError) => void} mourn
 */
function tellOf(end, mourn) {
  try {
    mourn(end);
  } catch (error) {
    reportError(error);
  }
}

/**
 * Ends something that the browser keeps going.
 *
 * @param {any} held
 */
function stop(held) {
  try {
    if (held instanceof MediaStreamTrack) held.stop();
    else if (held instanceof MediaStream) for (const track of held.getTracks()) track.stop();
    else if (held instanceof RTCPeerConnection || held instanceof WebSocket || held instanceof BroadcastChannel) held.close();
    else if (typeof held?.releaseVisavisLock === "function") held.releaseVisavisLock();
  } catch (error) {
    console.warn("visavis: could not be stopped:", held, error);
  }
}

/**
 * The sentence for what is in the way of loading.
 *
 * @param {any} cause
 */
function obstacle(cause) {
  if (cause instanceof VisavisError) return cause;
  if (cause instanceof WebAssembly.LinkError) return wrongVersion(cause);
  if (cause instanceof WebAssembly.CompileError) {
    return /unsafe-eval|content security policy|\bCSP\b/i.test(cause.message)
      ? new VisavisError(
          "WasmForbidden",
          "This page's Content-Security-Policy forbids the video call: its script-src needs 'wasm-unsafe-eval'.",
          cause,
        )
      : new VisavisError("ClientMissing", "The video call could not be loaded: its WebAssembly file is damaged.", cause);
  }
  return new VisavisError(
    "ClientNotLoaded",
    "The video call could not be loaded. Check your connection, then reload the page.",
    cause,
  );
}

/** @param {unknown} [cause] */
function wrongVersion(cause) {
  return new VisavisError(
    "ClientVersion",
    `The video call could not be loaded: its files are not all of version ${VERSION}. Reload the page without its cache.`,
    cause,
  );
}
