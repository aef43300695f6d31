// @ts-check
/** The attributes of `<vis-a-vis>`, in one table: their values, their properties, and warnings about everything else. */

import { VisavisError } from "./client.js";
import { settingOf } from "./settings.js";

/**
 * @typedef {object} Attribute
 * @property {string} property The property that reflects it, and the option of the same name.
 * @property {boolean} [isOption] Read when a call is made.
 * @property {boolean} [isFlag] Boolean: present or absent.
 * @property {boolean} [isDecisive] Changing it makes another call.
 * @property {boolean} [isSetting] Applied at once, as in `SETTINGS`.
 * @property {string[]} [values] The permitted values.
 * @property {string} [shows] What it sets in the interface, at once: `src/view/setting.rs`.
 */

/** @type {Map<string, Attribute>} */
export const ATTRIBUTES = new Map(
  Object.entries({
    server: { property: "server", isDecisive: true },
    room: { property: "room", isDecisive: true },
    token: { property: "token", isOption: true },
    signalling: { property: "signalling", isDecisive: true, values: ["server", "tabs", "loopback", "external"] },
    link: { property: "link", isDecisive: true },
    ring: { property: "ring", isFlag: true, isDecisive: true },
    "require-server": { property: "requireServer", isFlag: true, isDecisive: true },
    "audio-only": { property: "audioOnly", isFlag: true, isDecisive: true },
    "ice-servers": { property: "iceServers", isDecisive: true },
    "relay-only": { property: "relayOnly", isFlag: true, isDecisive: true },
    name: { property: "name", isOption: true },
    muted: { property: "muted", isFlag: true, isOption: true },
    "camera-off": { property: "cameraOff", isFlag: true, isOption: true },
    "video-constraints": { property: "videoConstraints", isSetting: true },
    "audio-constraints": { property: "audioConstraints", isSetting: true },
    "max-video-bitrate": { property: "maxVideoBitrate", isSetting: true },
    "max-screen-bitrate": { property: "maxScreenBitrate", isSetting: true },
    base: { property: "base" },
    autojoin: { property: "autojoin", isFlag: true },
    theme: { property: "theme", values: ["light", "dark"] },
    layout: { property: "layout", values: ["grid", "speaker"], shows: "layout" },
    hide: { property: "hide", shows: "hide" },
    heading: { property: "heading", shows: "heading" },
    logo: { property: "logo", shows: "logo" },
    "logo-text": { property: "logoText", shows: "logoText" },
    keys: { property: "keys", values: ["off"] },
    controls: { property: "controls", values: ["off"] },
  }),
);

/** The attributes on which the call depends. */
export const DECISIVE = [...ATTRIBUTES.keys()].filter((name) => ATTRIBUTES.get(name)?.isDecisive);

/** The attributes that are applied at once. */
export const LIVE = [...ATTRIBUTES.keys()].filter((name) => ATTRIBUTES.get(name)?.isSetting);
/** The attributes that change the interface while it is shown, with what they set. */
export const SHOWN = new Map([
  ["lang", "lang"],
  ...[...ATTRIBUTES].flatMap(([name, { shows }]) => (shows ? [/** @type {[string, string]} */ ([name, shows])] : [])),
]);

/** The attributes that are options of the call. */
const OPTIONS = [...ATTRIBUTES.keys()].filter((name) => {
  const { isDecisive, isOption } = /** @type {Attribute} */ (ATTRIBUTES.get(name));
  return isDecisive || isOption;
});

/** Attributes that every element may have. */
const GLOBAL =
  /^(id|class|style|slot|part|exportparts|hidden|title|dir|lang|tabindex|role|inert|is|nonce|accesskey|autofocus|contenteditable|draggable|enterkeyhint|inputmode|popover|spellcheck|_ng.+|translate|itemid|itemprop|itemref|itemscope|itemtype|on.+|aria-.+|data-.+)$/;

/** The warnings already reported. */
const warned = new Set();

/** @param {Element & { send?: unknown }} element */
export function checkAttributes(element) {
  if (!element.getAttribute("room")?.trim()) warnOnce('a <vis-a-vis> shows nothing before it has the attribute "room"');
  if (element.getAttribute("signalling") === "external" && !element.send) {
    warnOnce('a <vis-a-vis> with signalling="external" shows nothing before it has the property "send"');
  }
  for (const { name, value } of element.attributes) {
    const attribute = ATTRIBUTES.get(name);
    if (!attribute && !GLOBAL.test(name)) {
      warnOnce(`<vis-a-vis> has no attribute "${name}"; it has ${[...ATTRIBUTES.keys()].join(", ")}`);
    }
    if (attribute?.isFlag && value === "false") {
      warnOnce(`the attribute "${name}" of <vis-a-vis> is "false", which is taken for off: better leave it out`);
    }
    if (attribute?.values && !attribute.values.includes(value)) {
      warnOnce(`the attribute "${name}" of <vis-a-vis> is "${value}"; it may be ${attribute.values.join(" or ")}`);
    }
  }
}

/**
 * Returns whether a flag is set. Some frameworks write "false" instead of leaving the attribute out.
 *
 * @param {Element} element
 * @param {string} name
 */
export function isOn(element, name) {
  return element.hasAttribute(name) && element.getAttribute(name) !== "false";
}

/**
 * Returns the options of a call that the attributes give, and the property `iceServers`, which precedes its attribute.
 *
 * @param {Element & { iceServers?: RTCIceServer[] }} element
 * @throws {VisavisError} if `ice-servers` is not JSON.
 */
export function optionsOf(element) {
  /** @type {Record<string, unknown>} */
  const options = {};
  for (const name of OPTIONS) {
    const { property, isFlag } = /** @type {Attribute} */ (ATTRIBUTES.get(name));
    if (isFlag) options[property] = isOn(element, name);
    else if (element.hasAttribute(name)) options[property] = element.getAttribute(name);
  }
  for (const name of LIVE) {
    const { property } = /** @type {Attribute} */ (ATTRIBUTES.get(name));
    if (element.hasAttribute(name)) options[property] = element.getAttribute(name);
  }
  const iceServers = element.iceServers ?? iceServersOf(element);
  if (iceServers) options.iceServers = iceServers;
  else delete options.iceServers;
  return options;
}

/** @param {Element} element */
function iceServersOf(element) {
  const text = element.getAttribute("ice-servers");
  try {
    return text && JSON.parse(text);
  } catch (cause) {
    throw new VisavisError("UnusableOption", 'the attribute "ice-servers" is not JSON', cause);
  }
}

/**
 * Returns a key of everything on which the call of an element depends. Not `JSON.stringify` of all of it, which would ask
 * the page's `toJSON`, if it has one.
 *
 * @param {Element & { iceServers?: RTCIceServer[] }} element
 */
export function keyOf(element) {
  try {
    return keyOfValue([...DECISIVE.map((name) => element.getAttribute(name)), element.iceServers]);
  } catch {
    // The client reports what is wrong with the servers.
    return "unusable";
  }
}

/** @param {unknown} value @returns {string} */
function keyOfValue(value) {
  if (typeof value !== "object" || value === null) return JSON.stringify(String(value)) + typeof value;
  return `{${Object.entries(value).map(([name, each]) => `${name}:${keyOfValue(each)}`)}}`;
}

/**
 * Returns what an attribute sets in the interface; empty without it.
 *
 * @param {Element} element
 * @param {string} name
 */
export function shownBy(element, name) {
  const value = element.getAttribute(name) ?? "";
  return name === "logo" ? pictureAt(value) : value;
}

/**
 * Returns the whole address of a picture: of the page's own origin, or one that nobody on the way can replace. Empty for
 * any other.
 *
 * @param {string} address
 */
function pictureAt(address) {
  if (address === "") return "";
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : undefined;
  if (url && (/^(https|data|blob):$/.test(url.protocol) || url.origin === location.origin)) return url.href;
  warnOnce('the attribute "logo" of <vis-a-vis> has to be an address of https:, data: or your own origin');
  return "";
}

/**
 * Adds a property to a class for each attribute that has none yet: text, empty without the attribute, or a flag. Where
 * a method has the name, as `cameraOff`, the property is the method, and setting it sets the attribute.
 *
 * @param {Element} prototype
 */
export function reflectAttributes(prototype) {
  for (const [name, { property, isFlag, isSetting }] of ATTRIBUTES) {
    const own = Object.getOwnPropertyDescriptor(prototype, property);
    if (own && !own.value) continue;
    Object.defineProperty(prototype, property, {
      ...(isFlag ? reflectedFlag(name) : isSetting ? reflectedSetting(name, property) : reflectedText(name)),
      ...(own && { get: () => own.value }),
      configurable: true,
      enumerable: true,
    });
  }
}

/**
 * Sets again the properties that were set before the element was defined: they are the object's own and hide those of
 * the class.
 *
 * @param {Element} element
 */
export function upgradeProperties(element) {
  const target = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
  for (const name of ["send", ...[...ATTRIBUTES.values()].map(({ property }) => property)]) {
    if (!Object.hasOwn(target, name)) continue;
    const value = target[name];
    delete target[name];
    target[name] = value;
  }
}

/** @param {string} name @returns {PropertyDescriptor & ThisType<Element>} */
function reflectedText(name) {
  return {
    get() {
      return this.getAttribute(name) ?? "";
    },
    // Frameworks set `null` or `undefined` to remove a value.
    set(value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  };
}

/** @param {string} name @returns {PropertyDescriptor & ThisType<Element>} */
function reflectedFlag(name) {
  return {
    get() {
      return isOn(this, name);
    },
    // A framework may set the property to the value in the markup, where `""` is on and "false" is off.
    set(value) {
      this.toggleAttribute(name, typeof value === "string" ? value !== "false" : Boolean(value));
    },
  };
}

/** The attribute is JSON. @param {string} name @param {string} property @returns {PropertyDescriptor & ThisType<Element>} */
function reflectedSetting(name, property) {
  return {
    get() {
      const text = this.getAttribute(name);
      return text ? JSON.parse(text) : null;
    },
    set(value) {
      const text = settingOf(property, value);
      if (text) this.setAttribute(name, text);
      else this.removeAttribute(name);
    },
  };
}

/** @param {string} message */
function warnOnce(message) {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(`visavis: ${message}`);
}
