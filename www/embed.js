// @ts-check
/**
 * The page for an `<iframe>`, for sites that allow nothing else. `?room=standup&name=Ada` and the other attributes of
 * the element configure it; the page around it, the embedder, may send commands and receives events: see
 * `docs/embedding.md`. A token comes with the first message, or behind the `#` (`#token=…`), since the query is sent to
 * the server and ends up in logs.
 *
 * An embedder is not trusted by itself: a message counts only if it comes from the window around this one and from an
 * origin on the list of `visavis-server --embed-origins` (this page's own origin always counts). The first such message
 * decides where events go; before it, nothing is sent and nothing starts by itself.
 */

import { ATTRIBUTES } from "./attributes.js";
import { eventName } from "./element.js";
import { speak } from "./language.js";
import { takeServer } from "./servers.js";
import { VERBS, flag } from "./verbs.js";
import "./visavis.js";

/**
 * @import { CallEvent, VisAVis } from "./types.d.ts"
 * @import { Verb } from "./verbs.js"
 */

/**
 * The attributes that the query may set. Not `token`, which would get into logs, nor `base`, which names files of this
 * page; `autojoin` waits for the embedder, and `server` has to be listed.
 */
const IN_QUERY = [...ATTRIBUTES.keys(), "lang"].filter((name) => !/^(token|base|autojoin|server)$/.test(name));

/** Whether a message can carry each event; `tsc` finds missing ones. @satisfies {Record<CallEvent["type"] | "ready", boolean>} */
const CARRIED = {
  ready: true, ownIdChanged: true, signallingChanged: true, waiting: true, hostChanged: true, knocking: true,
  personJoined: true, personRenamed: true, identityChanged: true, renameRefused: true, personAway: true, personBack: true, personLeft: true,
  personMediaChanged: true, volumeChanged: true, sameBrowser: true, linkChanged: true, linkProblem: true, qualityChanged: true,
  ringChanged: true, mediaChanged: true, devicesChanged: true, deviceRefused: true, said: true, messagesDropped: true,
  handChanged: true, reacted: true, speakingChanged: true, speakerChanged: true, picturesWanted: true,
  recordingChanged: true, fileMade: true, tokenExpiring: true, failed: true, left: true,
  streamChanged: false, connectionChanged: false, dataOpened: false, dataReceived: false, dataClosed: false,
};

const given = new URLSearchParams(location.search);
const call = /** @type {VisAVis} */ (document.querySelector("vis-a-vis"));

/** The page around this one, once it has said hello. @type {{ window: Window, origin: string } | undefined} */
let embedder;
/** Events emitted before that. @type {object[]} */
const waiting = [];

const listed = fetch(new URL("embed-origins.json", import.meta.url))
  .then((response) => (response.ok ? response.json() : []))
  // Without a list, no other origin is allowed.
  .catch(() => []);

/** @param {string} origin */
async function isListed(origin) {
  if (origin === location.origin) return true;
  // Sandboxed frames and files share this origin: they cannot be distinguished, and no message can be addressed to one.
  if (origin === "null") return false;
  const list = /** @type {string[]} */ (await listed);
  const isLocal = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
  return list.some(
    (entry) => entry === "*" || entry === origin || (entry === "localhost" && isLocal) || isSubdomain(origin, entry),
  );
}

/** Whether the entry is `https://*.school.example`, and the origin that of a subdomain. @param {string} origin @param {string} entry */
function isSubdomain(origin, entry) {
  const [scheme, host, ...more] = entry.split("://*.");
  if (!host || more.length > 0) return false;
  // The dot before the host is part of the end; something has to be before it.
  const end = `.${host}`;
  return origin.startsWith(`${scheme}://`) && origin.endsWith(end) && origin.length > `${scheme}://${end}`.length;
}

/** @param {object} event */
function tell(event) {
  if (embedder) embedder.window.postMessage({ visavis: 1, event }, embedder.origin);
  else if (waiting.push(event) > 200) waiting.shift();
}

/** @param {Window} window @param {string} origin */
function welcome(window, origin) {
  embedder = { window, origin };
  for (const event of waiting.splice(0)) tell(event);
  // Not earlier: an embedder that is not on the list must not open a microphone.
  if ((given.get("autojoin") ?? "false") !== "false") call.join();
}

/** @param {string} command @param {unknown[]} words */
function obey(command, words) {
  if (!isVerb(command)) {
    const commands = Object.keys(VERBS).join(", ");
    return tell({ type: "refused", command, message: `there is no such command; there are ${commands}` });
  }
  if (!words.every((word) => /^(string|boolean|number)$/.test(typeof word))) {
    return tell({ type: "refused", command, message: "its words have to be strings, numbers or booleans" });
  }
  try {
    /** @type {readonly unknown[]} */
    const parameters = VERBS[command];
    const given = words.map((word, index) => (parameters[index] === flag ? word !== "false" && word !== false : word));
    /** @type {(...given: unknown[]) => unknown} */ (call[command]).apply(call, given);
  } catch (error) {
    tell({ type: "refused", command, message: String(error) });
  }
}

/** @param {string} command @returns {command is Verb} */
function isVerb(command) {
  return Object.hasOwn(VERBS, command);
}

addEventListener("message", async ({ data, origin, source }) => {
  if (source !== window.parent || window.parent === window) return;
  if (data?.visavis !== 1 || typeof data.command !== "string" || !(await isListed(origin))) return;
  if (embedder && embedder.origin !== origin) return;
  if (typeof data.token === "string" && data.token !== call.token) call.token = data.token;
  if (!embedder) welcome(window.parent, origin);
  if (data.command !== "hello") obey(data.command, Array.isArray(data.words) ? data.words : []);
});

for (const [type, isCarried] of Object.entries(CARRIED)) {
  if (isCarried) call.addEventListener(eventName(type), (event) => tell({ .../** @type {CustomEvent} */ (event).detail }));
}

speak(call, given.get("lang"));
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token !== null) call.token = token;
const isAllowed = takeServer(call, given.get("server"));
for (const name of isAllowed ? IN_QUERY : []) {
  const value = given.get(name);
  if (value !== null) call.setAttribute(name, value);
}
