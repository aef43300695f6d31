// @ts-check
/**
 * The verbs of a call, in one table. The methods of `Call`, the forwarding methods of the element and the commands of a
 * frame are made from it.
 */

import { VisavisError } from "./client.js";
import { constraintsOf } from "./constraints.js";

/**
 * @import { CallRequests, CallVerbs, InterfaceVerbs } from "./types.d.ts"
 * @typedef {keyof typeof VERBS} Verb
 * @typedef {keyof typeof INTERFACE_VERBS} InterfaceVerb
 * @typedef {typeof REQUESTS[number]} Request
 * @typedef {(given: any, all: any[]) => string | boolean | number} Parameter
 */

/** Each verb with its parameters. `crates/call/src/command/verbs.rs` says what command it is. */
export const VERBS = /** @satisfies {Record<keyof CallVerbs | "join", Parameter[]>} */ ({
  join: [text("name")],
  leave: [],
  mute: [],
  unmute: [],
  cameraOn: [],
  cameraOff: [],
  soundOnly: [flag],
  shareScreen: [flag],
  stopSharing: [],
  call: [text("id")],
  accept: [text("id")],
  decline: [text("id")],
  hangUp: [text("id")],
  lock: [flag],
  admit: [text("id"), flag],
  removePerson: [text("id")],
  sendMessage: [text("message")],
  raiseHand: [flag],
  react: [text("emoji")],
  rename: [text("name")],
  renewToken: [text("token")],
  useDevice: [oneOf("kind", ["audioinput", "videoinput", "audiooutput"]), text("id")],
  setConstraints: [oneOf("source", ["camera", "microphone"]), (given, [source]) => constraintsOf(source, given)],
  setMaxBitrate: [oneOf("source", ["camera", "screen"]), bitrate],
  setVolume: [text("id"), volume],
  mutePerson: [text("id"), flag],
});

/** The verbs of element and frame that concern the interface alone. */
export const INTERFACE_VERBS = /** @satisfies {Record<keyof InterfaceVerbs, Parameter[]>} */ ({
  openPanel: [oneOf("panel", ["chat", "people", "devices", "quality", "log", "help"])],
  closePanel: [],
  pin: [textOrNone("id")],
});

/** What each of them sets: `src/view/setting.rs`. */
export const SHOWS = { openPanel: "panel", closePanel: "panel", pin: "pin" };

/** Methods of a call that return a promise, which rejects if there is no call. */
export const REQUESTS = /** @satisfies {(keyof CallRequests)[]} */ (
  /** @type {const} */ (["sendData", "snapshot", "record", "tapAudio", "tapVideo", "report"])
);

/**
 * Returns the arguments of a verb as the client takes them.
 *
 * @param {Verb | InterfaceVerb} verb
 * @param {unknown[]} given
 * @throws {VisavisError} if an argument cannot be used.
 */
export function argumentsOf(verb, given) {
  const parameters = /** @type {Parameter[]} */ ({ ...VERBS, ...INTERFACE_VERBS }[verb]);
  return parameters.map((parameter, index) => parameter(given[index], given));
}

/**
 * Adds a method to a class for each name that has none yet.
 *
 * @template {string} Name
 * @template {object} Instance
 * @param {Instance} prototype
 * @param {readonly Name[]} names
 * @param {(instance: Instance, name: Name, given: unknown[]) => unknown} act
 */
export function defineMethods(prototype, names, act) {
  for (const name of names) {
    if (Object.hasOwn(prototype, name)) continue;
    /** @this {Instance} @param {unknown[]} given */
    const value = function (...given) {
      return act(this, name, given);
    };
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

/** A parameter that is true unless given otherwise. @param {unknown} given */
export function flag(given = true) {
  return Boolean(given);
}

/** Bits per second; 0 for no limit. @param {unknown} given @param {unknown[]} all */
function bitrate(given, [source]) {
  const bits = Number(given ?? 0);
  if (bits >= 0 && Number.isFinite(bits)) return Math.ceil(bits);
  const name = source === "camera" ? "maxVideoBitrate" : "maxScreenBitrate";
  throw new VisavisError("UnusableOption", `"${name}" has to be a number of bits per second`);
}

/** @param {unknown} given */
function volume(given) {
  if (typeof given === "number" && given >= 0 && given <= 1) return given;
  throw new VisavisError("UnusableArgument", "volume has to be a number from 0 to 1");
}

/** @param {string} name */
function text(name) {
  return (/** @type {unknown} */ given) => {
    if (typeof given === "string") return given;
    throw new VisavisError("UnusableArgument", `${name} has to be a string`);
  };
}

/** A text, or `null` for none. @param {string} name */
function textOrNone(name) {
  const check = text(name);
  return (/** @type {unknown} */ given) => (given === null ? "" : check(given));
}

/**
 * @param {string} name
 * @param {string[]} values
 */
function oneOf(name, values) {
  const check = text(name);
  return (/** @type {unknown} */ given) => {
    if (values.includes(check(given))) return check(given);
    throw new VisavisError("UnusableArgument", `${name} is "${given}"; it has to be one of ${values.join(", ")}`);
  };
}
