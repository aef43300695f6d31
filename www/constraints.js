// @ts-check
import { VisavisError } from "./client.js";

/**
 * What a page may ask of a device, with the type of the value. The device itself is chosen with `useDevice`.
 *
 * @type {Record<string, Record<string, string>>}
 */
const KNOWN = {
  camera: {
    width: "number", height: "number", aspectRatio: "number", frameRate: "number",
    facingMode: "string", resizeMode: "string", backgroundBlur: "boolean",
  },
  microphone: {
    echoCancellation: "boolean", noiseSuppression: "boolean", autoGainControl: "boolean", voiceIsolation: "boolean",
    sampleRate: "number", sampleSize: "number", channelCount: "number", latency: "number",
  },
};

/**
 * Returns constraints as JSON, as the client takes them; empty for none.
 *
 * @param {string} source camera or microphone
 * @param {unknown} given constraints, or JSON of them as in an attribute
 * @throws {VisavisError} `UnknownOption` or `UnusableOption`, which names the constraint.
 */
export function constraintsOf(source, given) {
  const option = source === "camera" ? "videoConstraints" : "audioConstraints";
  const constraints = typeof given === "string" ? parsed(option, given) : given;
  if (constraints === null || constraints === undefined) return "";
  if (typeof constraints !== "object") throw unusable(option, "an object");
  const known = KNOWN[source];
  // Without a prototype: `JSON.stringify` would ask a `toJSON` of the page.
  const kept = Object.create(null);
  for (const [name, value] of Object.entries(constraints)) {
    if (!Object.hasOwn(known, name)) {
      const names = Object.keys(known).join(", ");
      throw new VisavisError("UnknownOption", `there is no option "${option}.${name}"; there are ${names}`);
    }
    if (value !== undefined && value !== null) kept[name] = constraintOf(`${option}.${name}`, known[name], value);
  }
  return JSON.stringify(kept);
}

/**
 * @param {string} option
 * @param {string} type
 * @param {unknown} value a value, or an object with demands on it
 */
function constraintOf(option, type, value) {
  if (isOf(type, value)) return value;
  const demands = type === "number" ? ["exact", "ideal", "min", "max"] : ["exact", "ideal"];
  const given = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (given.length === 0 || !given.every(([demand, each]) => demands.includes(demand) && isOf(type, each))) {
    throw unusable(option, `a ${type}, or an object with one as ${demands.join(", ")}`);
  }
  return Object.assign(Object.create(null), Object.fromEntries(given));
}

/** @param {string} type @param {unknown} value */
function isOf(type, value) {
  return typeof value === type && (type !== "number" || Number.isFinite(value));
}

/** @param {string} option @param {string} json */
function parsed(option, json) {
  try {
    return json.trim() === "" ? null : JSON.parse(json);
  } catch (cause) {
    throw new VisavisError("UnusableOption", `"${option}" is not JSON`, cause);
  }
}

/** @param {string} option @param {string} wanted */
function unusable(option, wanted) {
  return new VisavisError("UnusableOption", `"${option}" has to be ${wanted}`);
}
