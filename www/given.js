// @ts-check
/** Checks of what the page gives to methods. */

import { VisavisError } from "./client.js";

/**
 * @template T
 * @param {string} name
 * @param {T} given
 */
export function callable(name, given) {
  if (typeof given === "function") return given;
  throw unusable(`${name} has to be a function`);
}

/**
 * @param {unknown} source
 * @param {MediaStreamTrack | null} track
 */
export function checkTrack(source, track) {
  const kind = source === "camera" ? "video" : "audio";
  // Not `instanceof`, which is false for a track of another window.
  const isTrack = /MediaStreamTrack(Generator)?\]$/.test(Object.prototype.toString.call(track));
  if (source !== "camera" && source !== "microphone") throw unusable("source has to be camera or microphone");
  if (track === null) return;
  if (!isTrack) throw unusable("track has to be a MediaStreamTrack, or null for the device");
  if (track.kind !== kind) throw unusable(`the track for the ${source} has to be one of ${kind}`);
  if (track.readyState === "ended") throw unusable("the track has ended");
}

/** @param {string} message */
function unusable(message) {
  return new VisavisError("UnusableArgument", message);
}

/**
 * Rejects unknown options: a mistyped `to` or `of` must not mean everybody.
 *
 * @template {object} T
 * @param {T} options
 * @param {string[]} known
 */
export function checked(options, known) {
  if (typeof options !== "object" || options === null) {
    throw new VisavisError("UnusableOption", "the options have to be an object");
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new VisavisError("UnknownOption", `there is no option "${name}"; there are ${known.join(", ")}`);
    }
    // Nor must an undefined id, such as that of a person who has left.
    if (/** @type {Record<string, unknown>} */ (options)[name] === undefined && /^(to|of)$/.test(name)) {
      throw new VisavisError("UnusableOption", `the option "${name}" is undefined: leave it out, or name a person`);
    }
  }
  return options;
}
