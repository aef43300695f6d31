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

import { ATTRIBUTES, SHOWN } from "./attributes.js";
import { client, eventName } from "./element.js";
import { speak } from "./language.js";
import { takeServer } from "./servers.js";
import { INTERFACE_VERBS, VERBS, flag } from "./verbs.js";
import "./visavis.js";

/**
 * @import { CallEvent, VisAVis } from "./types.d.ts"
 * @import { InterfaceVerb, Verb } from "./verbs.js"
 */

/**
 * The attributes that the query may set. Not `token`, which would get into logs, nor `base`, which names files of this
 * page, nor the title and the logo, by which a link could pass this page off as somebody else's; `autojoin` waits for the
 * embedder, and `server` has to be listed.
 */
const IN_QUERY = [...ATTRIBUTES.keys()].filter((name) => !/^(token|base|heading|logo.*|autojoin|server)$/.test(name));

/** The attributes that the embedder may set at any time. */
const SETTABLE = ["theme", ...SHOWN.keys()];

/** How long a frame with `autojoin` waits for its embedder before it shows the lobby. */
const HELLO_WITHIN = 3_000;

const COMMANDS = { ...VERBS, ...INTERFACE_VERBS };

/** Whether a message can carry each event; `tsc` finds missing ones. @satisfies {Record<CallEvent["type"] | "ready", boolean>} */
const CARRIED = {
  ready: true, ownIdChanged: true, signallingChanged: true, waiting: true, hostChanged: true, knocking: true,
  personJoined: true, personRenamed: true, identityChanged: true, notPermitted: true, tokenRefused: true, renameRefused: true, personAway: true, personBack: true, personLeft: true,
  personMediaChanged: true, volumeChanged: true, sameBrowser: true, linkChanged: true, linkProblem: true, qualityChanged: true,
  ringChanged: true, mediaChanged: true, devicesChanged: true, deviceRefused: true, said: true, messagesDropped: true, setUpMeasured: true,
  handChanged: true, reacted: true, speakingChanged: true, speakerChanged: true, picturesWanted: true,
  recordingChanged: true, panelChanged: true, pinChanged: true, layoutChanged: true, fileMade: true, tokenExpiring: true,
  failed: true, left: true,
  streamChanged: false, connectionChanged: false, dataOpened: false, dataReceived: false, dataClosed: false,
};

const given = new URLSearchParams(location.search);
const isEntering = (given.get("autojoin") ?? "false") !== "false";
const call = /** @type {VisAVis} */ (document.querySelector("vis-a-vis"));

/** The page around this one, once it has said hello. @type {{ window: Window, origin: string } | undefined} */
let embedder;
/** Events emitted before that. @type {object[]} */
const waiting = [];

const listed = fetch(new URL("embed-origins.json", location.href))
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
  if (!isEntering) return;
  if (call.room) return void call.join();
  call.autojoin = true;
  begin();
}

/** @param {string} command @param {unknown[]} words */
function obey(command, words) {
  if (command === "set") return set(words);
  if (!isVerb(command)) {
    const commands = ["set", ...Object.keys(COMMANDS)].join(", ");
    return tell({ type: "refused", command, message: `there is no such command; there are ${commands}` });
  }
  if (!words.every((word) => /^(string|boolean|number)$/.test(typeof word))) {
    return tell({ type: "refused", command, message: "its words have to be strings, numbers or booleans" });
  }
  try {
    /** @type {readonly unknown[]} */
    const parameters = COMMANDS[command];
    const given = words.map((word, index) => (parameters[index] === flag ? word !== "false" && word !== false : word));
    /** @type {(...given: unknown[]) => unknown} */ (call[command]).apply(call, given);
  } catch (error) {
    tell({ type: "refused", command, message: String(error) });
  }
}

/** Sets an attribute; an empty value unsets it. @param {unknown[]} words */
function set([name, value = ""]) {
  if (typeof name !== "string" || !SETTABLE.includes(name) || typeof value !== "string") {
    return tell({ type: "refused", command: "set", message: `it sets one of ${SETTABLE.join(", ")} to a string` });
  }
  if (name === "lang") speak(call, value);
  else if (value) call.setAttribute(name, value);
  else call.removeAttribute(name);
}

/** @param {string} command @returns {command is Verb | InterfaceVerb} */
function isVerb(command) {
  return Object.hasOwn(COMMANDS, command);
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
// Nothing is shown of a call that is entered at once before the embedder allows it: a lobby would be in view for a moment.
if (isEntering && window.parent !== window) {
  client.expectCall();
  client.load().catch(() => {});
  setTimeout(begin, HELLO_WITHIN);
} else {
  begin();
}

/** Sets what the query says, and with the room the call begins. */
function begin() {
  if (!isAllowed || call.room) return;
  for (const name of IN_QUERY) {
    const value = given.get(name);
    // The embedder may have set it meanwhile.
    if (value !== null && !call.hasAttribute(name)) call.setAttribute(name, value);
  }
}
