/** The types of the element `<vis-a-vis>`: its attributes as properties, its events, its place in the DOM's own types. */

import type { CallEvent } from "./events.d.ts";
import type { InterfaceValues, InterfaceVerbs, Layout } from "./interface.d.ts";
import type { CallMethods } from "./methods.d.ts";
import type { AudioConstraints, CallOptions, VideoConstraints } from "./options.d.ts";

/**
 * Attributes of the element as properties. Text is empty without the attribute; `null` or `undefined` removes it. Flags
 * are booleans: `""` sets a flag as in markup, and `"false"` clears it.
 */
export interface Reflected {
  /** The room to enter: everyone who enters the same room is in one call. Nothing is shown without a room. */
  get room(): string;
  set room(room: string | null | undefined);
  get server(): string;
  set server(server: string | null | undefined);
  get name(): string;
  set name(name: string | null | undefined);
  /** Setting it renews the token of a call, as `renewToken` does. */
  get token(): string;
  set token(token: string | null | undefined);
  /** How people find each other; for its state see `signallingState`. */
  get signalling(): string;
  set signalling(signalling: CallOptions["signalling"] | "" | null);
  /** The folder with the package's files that a bundle does not contain. */
  get base(): string;
  set base(base: string | null | undefined);
  get link(): string;
  set link(link: string | null | undefined);
  /**
   * How more than two people are arranged: setting it chooses, and removing it leaves it to their number. The value is
   * the arrangement in use: the person may choose another one. See `layoutChanged`.
   */
  get layout(): Layout;
  set layout(layout: Layout | "" | null | undefined);
  /** The functions whose buttons, menu items and keys are hidden: see the table in `docs/interface.md`. */
  get hide(): string;
  set hide(names: string | null | undefined);
  /** A title above the call. */
  get heading(): string;
  set heading(heading: string | null | undefined);
  /** The address of a picture above the call: `https:`, `data:`, or of the page's own origin. */
  get logo(): string;
  set logo(address: string | null | undefined);
  /** The text for those who do not see the logo. */
  get logoText(): string;
  set logoText(text: string | null | undefined);
  get theme(): string;
  set theme(theme: "light" | "dark" | "" | null | undefined);
  /** `off`: no keyboard shortcuts. */
  get keys(): string;
  set keys(keys: "off" | "" | null | undefined);
  /** `off`: no bar of buttons. */
  get controls(): string;
  set controls(controls: "off" | "" | null | undefined);
  /** The attribute `video-constraints`, which is JSON. Applied at once; an unusable value throws. */
  get videoConstraints(): VideoConstraints | null;
  set videoConstraints(constraints: VideoConstraints | null | undefined);
  /** The attribute `audio-constraints`, likewise. */
  get audioConstraints(): AudioConstraints | null;
  set audioConstraints(constraints: AudioConstraints | null | undefined);
  /** The attribute `max-video-bitrate`. Applied at once. */
  get maxVideoBitrate(): number | null;
  set maxVideoBitrate(bitsPerSecond: number | null | undefined);
  /** The attribute `max-screen-bitrate`. Applied at once. */
  get maxScreenBitrate(): number | null;
  set maxScreenBitrate(bitsPerSecond: number | null | undefined);
  ring: boolean;
  /** The attribute `require-server`. */
  requireServer: boolean;
  /** The attribute `audio-only`. */
  audioOnly: boolean;
  /** Starts with the microphone off. Not the state, which is `ownMedia`; `mute` and `unmute` change that. */
  muted: boolean;
  /** The attribute `relay-only`. */
  relayOnly: boolean;
  /** Enters without waiting for *Join*, and without a lobby. */
  autojoin: boolean;
}

/**
 * `<vis-a-vis>`. Attributes: those of `Reflected`, `ice-servers` (JSON), `camera-off` (a flag; `cameraOff`
 * is a method), and `lang` (of the element or an ancestor).
 * Changing an attribute that the call depends on makes another call. Moving the element keeps the call; removing it
 * leaves.
 */
export interface VisAVis extends HTMLElement, CallMethods, InterfaceVerbs, InterfaceValues, Reflected {
  /**
   * Enters the room, under the name of the attribute if no name is given. Resolves once others can be reached, as
   * `signallingState` says; rejects like `join` below. A rejection that nobody handles is not reported, since the element
   * shows what happened.
   */
  join(name?: string): Promise<void>;
  /** STUN and TURN servers, instead of the attribute `ice-servers`. */
  iceServers: RTCIceServer[] | undefined;
  /**
   * With `signalling="external"`: sends a message to everybody over the page's own channel. Nothing is mounted without
   * it.
   */
  send: ((message: string) => void) | undefined;
  addEventListener<Type extends keyof ElementEvents>(
    type: Type,
    listener: (this: VisAVis, event: ElementEvents[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof ElementEvents>(
    type: Type,
    listener: (this: VisAVis, event: ElementEvents[Type]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Attributes that have fewer values than text has. */
type Narrow = {
  layout: Layout | "";
  theme: "light" | "dark" | "";
  keys: "off" | "";
  controls: "off" | "";
  signalling: NonNullable<CallOptions["signalling"]> | "";
};

/** The properties of the element as a framework sets them; `visavis/react` and `visavis/vue` have them in templates. */
export type ElementProperties = {
  [Name in keyof Reflected]?: (Name extends keyof Narrow ? Narrow[Name] : Reflected[Name]) | null;
} & Partial<Pick<VisAVis, "iceServers" | "send">>;

/** Converts a type of event to kebab case: `personJoined` becomes `person-joined`. */
type KebabCase<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${KebabCase<Rest>}`
  : Text;

/**
 * `CustomEvent`s of the element, which bubble. Their names are `visavis-` and the type in kebab case, as
 * `visavis-person-joined`; `detail` is the `CallEvent`.
 */
export type ElementEvents = {
  [Type in CallEvent["type"] as `visavis-${KebabCase<Type>}`]: CustomEvent<Extract<CallEvent, { type: Type }>>;
} & {
  /**
   * Emitted when the interface is shown; verbs called earlier have been carried out by then. Emitted again after an
   * attribute has made another call.
   */
  "visavis-ready": CustomEvent<{ type: "ready" }>;
};

declare global {
  interface HTMLElementTagNameMap {
    "vis-a-vis": VisAVis;
  }
  // The events bubble.
  interface HTMLElementEventMap extends ElementEvents {}
  interface DocumentEventMap extends ElementEvents {}
  interface WindowEventMap extends ElementEvents {}
}
