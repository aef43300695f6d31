// @ts-check
/**
 * The page for a frame, where a host allows nothing else. `?room=standup&name=Ada` and the other attributes of the
 * element configure it; the page around it may send commands and gets events: see `docs/embedding.md`. A token comes with
 * the first message, or behind the mark (`#token=…`): what stands in the query is sent to the server, and kept in logs.
 *
 * Whoever frames this page is not believed: a message counts only if it comes from the very window around this one, and
 * from an origin on the list that `visavis-server --embed-origins` gives (this page's own origin always counts). The
 * first such message decides to whom events go; before it, nothing is sent to anybody and nothing starts by itself.
 */

import { eventName } from "./element.js";
import { speak } from "./language.js";
import "./visavis.js";

/** @import { VisAVis } from "./types.d.ts" */

const ATTRIBUTES = [
  "server", "room", "name", "ring", "audio-only", "signalling", "ice-servers", "relay-only", "link", "theme",
  "lang", "controls", "keys",
];
const COMMANDS = [
  "join", "leave", "mute", "unmute", "cameraOn", "cameraOff", "soundOnly", "shareScreen", "stopSharing",
  "call", "accept", "decline", "hangUp", "lock", "admit", "removePerson", "sendMessage", "rename", "useDevice",
];
/** Which of the words of a command is yes or no. */
const FLAGS = new Map([["soundOnly", 0], ["shareScreen", 0], ["lock", 0], ["admit", 1]]);
const TOLD = [
  "ready", "signallingChanged", "waiting", "hostChanged", "knocking", "personJoined", "personRenamed", "personAway",
  "personBack", "personLeft", "linkChanged", "ringChanged", "mediaChanged", "picturesWanted", "said", "qualityChanged",
  "linkProblem", "personMediaChanged", "sameBrowser", "handChanged", "reacted", "devicesChanged", "failed", "left",
];

const given = new URLSearchParams(location.search);
const call = /** @type {VisAVis} */ (document.querySelector("vis-a-vis"));

/** The page around, once it has said hello. @type {{ window: Window, origin: string } | undefined} */
let host;
/** What happened before that. @type {object[]} */
const untold = [];

const listed = fetch(new URL("embed-origins.json", import.meta.url))
  .then((response) => (response.ok ? response.json() : []))
  // Without a list nobody else is on it.
  .catch(() => []);

/** @param {string} origin */
async function isListed(origin) {
  if (origin === location.origin) return true;
  // Of a sandboxed frame or a file: nobody can be told from anybody else, and nothing can be sent there alone.
  if (origin === "null") return false;
  const list = /** @type {string[]} */ (await listed);
  const isLocal = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
  return list.some((entry) => entry === "*" || entry === origin || (entry === "localhost" && isLocal));
}

/** @param {object} event */
function tell(event) {
  if (host) host.window.postMessage({ visavis: 1, event }, host.origin);
  else if (untold.push(event) > 200) untold.shift();
}

/** @param {Window} window @param {string} origin @param {unknown} token */
function welcome(window, origin, token) {
  host = { window, origin };
  for (const event of untold.splice(0)) tell(event);
  if (typeof token === "string") use(token);
  // A page that nobody on the list has framed opens no microphone by itself.
  if ((given.get("autojoin") ?? "false") !== "false") whenReady(() => call.join());
}

let isReady = false;
call.addEventListener("visavis-ready", () => (isReady = true));

/** @param {string} token */
function use(token) {
  if (token === call.getAttribute("token")) return;
  call.setAttribute("token", token);
  // With another token it is another call.
  isReady = false;
}

/** @param {() => void} act */
function whenReady(act) {
  if (isReady) act();
  else call.addEventListener("visavis-ready", act, { once: true });
}

/** @param {string} command @param {unknown[]} words */
function obey(command, words) {
  if (!COMMANDS.includes(command)) {
    return tell({ type: "refused", command, message: `there is no such command; there are ${COMMANDS.join(", ")}` });
  }
  if (!words.every((word) => typeof word === "string" || typeof word === "boolean")) {
    return tell({ type: "refused", command, message: "its words have to be strings or booleans" });
  }
  try {
    const meant = words.map((word, index) => (index === FLAGS.get(command) ? word !== "false" && word !== false : word));
    /** @type {Record<string, (...words: unknown[]) => void>} */ (/** @type {unknown} */ (call))[command]?.(...meant);
  } catch (error) {
    tell({ type: "refused", command, message: String(error) });
  }
}

addEventListener("message", async ({ data, origin, source }) => {
  if (source !== window.parent || window.parent === window) return;
  if (data?.visavis !== 1 || typeof data.command !== "string" || !(await isListed(origin))) return;
  if (host && host.origin !== origin) return;
  if (!host) welcome(window.parent, origin, data.token);
  if (data.command !== "hello") whenReady(() => obey(data.command, Array.isArray(data.words) ? data.words : []));
});

for (const type of TOLD) {
  call.addEventListener(eventName(type), (event) => tell({ .../** @type {CustomEvent} */ (event).detail }));
}

speak(call, given.get("lang"));
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token !== null) use(token);
for (const name of ATTRIBUTES) {
  const value = given.get(name);
  if (value !== null) call.setAttribute(name, value);
}
