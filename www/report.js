// @ts-check
/** Collects the report for diagnosing a problem, without names, addresses or messages. Loaded on first use. */

import { VERSION } from "./client.js";
import { redacted } from "./redaction.js";

/** @import { CallState } from "./state.js" */

/** The parts of the interface that are in the report, by the name that each has there. */
const ROWS = { links: "[data-person]", quality: ".quality-row", steps: ".step", messages: ".logged" };

/**
 * @param {CallState} state
 * @param {ParentNode} [root] of the interface, if there is one
 */
export async function report({ people, signalling, ownMedia, history }, root) {
  const connections = await Promise.all(
    [...people.values()].map(async ({ id, link, quality, connection }) => ({
      person: id,
      link,
      quality,
      ...(connection && { connectionState: connection.connectionState, stats: await statsOf(connection) }),
    })),
  );
  const facts = { signalling, ownMedia, connections, events: history, ...(root && rowsOf(root)) };
  // A version looks like an address, so it is not redacted.
  return { version: VERSION, at: new Date().toISOString(), browser: navigator.userAgent, ...clean(facts) };
}

/**
 * Writes the report as JSON, whatever method `toJSON` the page has given to its prototypes: what has none here is an
 * object that inherits nothing.
 *
 * @param {unknown} report
 */
export function toJson(report) {
  return JSON.stringify(mapped(report, (value) => value, (object) => Object.setPrototypeOf(object, null)), null, 2);
}

/** Returns a copy without addresses. @param {object} facts */
function clean(facts) {
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? redacted(value) : value);
  return /** @type {object} */ (mapped(facts, text, (object) => object));
}

/**
 * Copies plain values: the innermost by one function, objects and arrays by another.
 *
 * @param {unknown} value
 * @param {(value: unknown) => unknown} inner
 * @param {(object: object) => object} outer
 * @returns {unknown}
 */
function mapped(value, inner, outer) {
  if (typeof value !== "object" || value === null) return inner(value);
  if (Array.isArray(value)) return outer(value.map((each) => mapped(each, inner, outer)));
  return outer(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, inner, outer)])));
}

/** @param {RTCPeerConnection} connection */
async function statsOf(connection) {
  /** @type {Record<string, unknown>[]} */
  const kept = [];
  const telling = /^(type|kind|framesDecoded|framesEncoded|packets\w+|bytes\w+|frameWidth|frameHeight|framesPerSecond|jitter|currentRoundTripTime|state|nominated|candidateType|protocol|relayProtocol)$/;
  // In Firefox, `getStats` never settles for a closed connection.
  if (connection.signalingState === "closed") return kept;
  (await connection.getStats()).forEach((stats) => {
    if (/^(inbound-rtp|outbound-rtp|candidate-pair|local-candidate|remote-candidate)$/.test(stats.type)) {
      kept.push(Object.fromEntries(Object.entries(stats).filter(([name]) => telling.test(name))));
    }
  });
  return kept;
}

/** @param {ParentNode} root */
function rowsOf(root) {
  const rows = Object.entries(ROWS).map(([name, selector]) => {
    const elements = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector));
    return [name, [...elements].map(rowOf)];
  });
  return Object.fromEntries(rows);
}

/** Returns the data of a message, link or step: the `data-` attributes of its element, and texts that are no names. */
function rowOf(/** @type {HTMLElement} */ element) {
  /** @type {Record<string, unknown>} */
  const row = { ...element.dataset };
  const texts = /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("time, pre, .took, [data-measure]"));
  for (const text of texts) {
    if (!text.textContent) continue;
    const name = text.matches("time") ? "time" : text.matches("pre") ? "text" : "took";
    row[text.dataset.measure ?? name] = text.textContent;
  }
  return row;
}
