// @ts-check
/**
 * The verbs of a call, in one table. The methods of `Call`, the forwarding methods of the element and the commands of a
 * frame are made from it.
 */

import { VisavisError } from "./client.js";

/**
 * @import { Handle } from "./client.js"
 * @typedef {keyof typeof VERBS} Verb
 * @typedef {(given: any) => string | boolean} Parameter
 */

/** Each verb with the method of the client that implements it and its arguments: values, or parameters of the verb. */
export const VERBS = /** @satisfies {Record<string, [keyof Handle, ...(string | boolean | Parameter)[]]>} */ ({
  join: ["join", bounded("name", 64)],
  leave: ["leave"],
  mute: ["switch", "microphone", false],
  unmute: ["switch", "microphone", true],
  cameraOn: ["switch", "camera", true],
  cameraOff: ["switch", "camera", false],
  soundOnly: ["soundOnly", flag],
  shareScreen: ["switch", "screen", flag],
  stopSharing: ["switch", "screen", false],
  call: ["call", text("id")],
  accept: ["accept", text("id")],
  decline: ["decline", text("id")],
  hangUp: ["hangUp", text("id")],
  lock: ["lock", flag],
  admit: ["admit", text("id"), flag],
  removePerson: ["removePerson", text("id")],
  sendMessage: ["say", bounded("message", 4000)],
  rename: ["rename", bounded("name", 64)],
  useDevice: ["useDevice", oneOf("kind", ["audioinput", "videoinput", "audiooutput"]), text("id")],
});

/** Methods of a call that return a promise, which rejects if there is no call. */
export const REQUESTS = /** @type {const} */ (["sendData", "snapshot", "record", "tapAudio", "tapVideo", "report"]);

/**
 * Returns the method of the client that implements a verb, and its arguments.
 *
 * @param {Verb} verb
 * @param {unknown[]} given
 * @returns {[keyof Handle, ...(string | boolean)[]]}
 * @throws {VisavisError} if an argument cannot be used.
 */
export function translate(verb, given) {
  const [method, ...parameters] = VERBS[verb];
  const rest = [...given];
  return [method, ...parameters.map((parameter) => (typeof parameter === "function" ? parameter(rest.shift()) : parameter))];
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

/** @param {string} name */
function text(name) {
  return (/** @type {unknown} */ given) => {
    if (typeof given === "string") return given;
    throw new VisavisError("UnusableArgument", `${name} has to be a string`);
  };
}

/**
 * Accepts text, and truncates it if it is too long.
 *
 * @param {string} name
 * @param {number} longest in characters.
 */
function bounded(name, longest) {
  const check = text(name);
  return (/** @type {unknown} */ given) => Array.from(check(given)).slice(0, longest).join("");
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
