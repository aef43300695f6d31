// @ts-check
/**
 * Options that a verb can change later: what the page asks of devices, and how much is sent. `join` and the element
 * carry out their verbs.
 */

import { argumentsOf } from "./verbs.js";

/**
 * @import { CallVerbs } from "./types.d.ts"
 * @typedef {"setConstraints" | "setMaxBitrate"} SettingVerb
 */

/** The verb of each option, and the source for which it is. @type {Record<string, [SettingVerb, string]>} */
export const SETTINGS = {
  videoConstraints: ["setConstraints", "camera"],
  audioConstraints: ["setConstraints", "microphone"],
  maxVideoBitrate: ["setMaxBitrate", "camera"],
  maxScreenBitrate: ["setMaxBitrate", "screen"],
};

/**
 * Checks an option, and returns its value as text; empty for none.
 *
 * @param {string} option
 * @param {unknown} value
 * @throws {VisavisError} if it cannot be used.
 */
export function settingOf(option, value) {
  const [verb, source] = SETTINGS[option];
  return String(argumentsOf(verb, [source, value])[1] || "");
}

/**
 * Checks the options that are given. Returns a function that applies them to a call.
 *
 * @param {unknown} options
 * @throws {VisavisError} if one cannot be used.
 */
export function settingsOf(options) {
  const given = Object.entries(options ?? {}).filter(([option]) => Object.hasOwn(SETTINGS, option));
  const values = given.map(([option, value]) => /** @type {const} */ ([option, settingOf(option, value)]));
  return (/** @type {Pick<CallVerbs, SettingVerb>} */ call) => {
    for (const [option, value] of values) applySetting(call, option, value);
  };
}

/**
 * @param {Pick<CallVerbs, SettingVerb>} call
 * @param {string} option
 * @param {string | null} value
 */
export function applySetting(call, option, value) {
  const [verb, source] = SETTINGS[option];
  /** @type {(source: string, value: unknown) => void} */ (call[verb]).call(call, source, value);
}
