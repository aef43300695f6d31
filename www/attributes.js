// @ts-check
/** The attributes of `<vis-a-vis>`: what there is, what each may be, and a word in the console about everything else. */

/** Attributes that make another call of it, and what they are as options. */
export const DECISIVE = new Map([
  ["server", "server"],
  ["room", "room"],
  ["token", "token"],
  ["signalling", "signalling"],
  ["link", "link"],
  ["ring", "ring"],
  ["audio-only", "audioOnly"],
  ["ice-servers", "iceServers"],
  ["relay-only", "relayOnly"],
]);
export const FLAGS = new Set(["ring", "audio-only", "autojoin", "relay-only"]);
/** Read when they are needed, or by the style sheet. */
const OTHERS = new Set(["name", "autojoin", "theme", "keys", "controls"]);
/** @type {Record<string, string[]>} */
const VALUES = { signalling: ["server", "tabs", "loopback", "external"], theme: ["light", "dark"], keys: ["off"], controls: ["off"] };
/** What every element has. */
const GLOBAL =
  /^(id|class|style|slot|part|exportparts|hidden|title|dir|lang|tabindex|role|inert|is|nonce|accesskey|autofocus|contenteditable|draggable|enterkeyhint|inputmode|popover|spellcheck|_ng.+|translate|itemid|itemprop|itemref|itemscope|itemtype|on.+|aria-.+|data-.+)$/;

/** What was warned of already. */
const warned = new Set();

/** @param {Element & { send?: unknown }} element */
export function checkAttributes(element) {
  if (!element.getAttribute("room")?.trim()) warnOnce('a <vis-a-vis> shows nothing before it has the attribute "room"');
  if (element.getAttribute("signalling") === "external" && !element.send) {
    warnOnce('a <vis-a-vis> with signalling="external" shows nothing before it has the property "send"');
  }
  for (const { name, value } of element.attributes) {
    if (!DECISIVE.has(name) && !OTHERS.has(name) && !GLOBAL.test(name)) {
      warnOnce(`<vis-a-vis> has no attribute "${name}"; it has ${[...DECISIVE.keys(), ...OTHERS].join(", ")}`);
    }
    if (FLAGS.has(name) && value === "false") {
      warnOnce(`the attribute "${name}" of <vis-a-vis> is "false", which is taken for off: better leave it out`);
    }
    const allowed = VALUES[name];
    if (allowed && !allowed.includes(value)) {
      warnOnce(`the attribute "${name}" of <vis-a-vis> is "${value}"; it may be ${allowed.join(" or ")}`);
    }
  }
}

/**
 * Whether an attribute that is there or not is there. Many a framework writes "false" where it means to leave it out.
 *
 * @param {Element} element
 * @param {string} name
 */
export function isOn(element, name) {
  return element.hasAttribute(name) && element.getAttribute(name) !== "false";
}

/** @param {string} message */
function warnOnce(message) {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(`visavis: ${message}`);
}
