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
  throw new VisavisError("UnusableArgument", `${name} has to be a function`);
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
