// @ts-check
/**
 * The verbs of a call, in one table. From it come the methods of `Call`, those of the element, which pass them on, and
 * the commands of a frame.
 */

import { VisavisError } from "./client.js";

/**
 * @import { Handle } from "./client.js"
 * @typedef {keyof typeof VERBS} Verb
 * @typedef {(given: any) => string | boolean} Parameter
 */

/** Each verb with the method of the client that does it, and what that takes: values, or parameters of the verb. */
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

/** Methods of a call that give a promise of something, and reject where there is no call. */
export const REQUESTS = /** @type {const} */ (["sendData", "snapshot", "record", "tapAudio", "tapVideo", "report"]);

/**
 * The method of the client that does a verb, and its arguments.
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
 * Gives a class a method for each name for which it has none.
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
 * Text of which only the beginning is used where it is too long.
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
