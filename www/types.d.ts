/**
 * The public types of `visavis` (the element and `join`) and of `visavis/headless` (`join` alone). Written by hand;
 * anything that is not declared here may change.
 */

import type { CallEvent, Code, Device, Host, Person, SignallingState, Source, SourceState } from "./events.d.ts";

export type * from "./events.d.ts";

/** The options of a call. An unknown or mistyped option is named in the error. */
export interface CallOptions {
  /**
   * The address of the signalling server, e.g. `wss://calls.example/signal`. Default: `signal` beside the files of the
   * package, or `/signal` on the page's origin if a bundler has put them into a bundle.
   */
  server?: string;
  /** The room to enter: everyone who enters the same room is in one call. 1 to 128 characters. */
  room: string;
  /** The name shown to the others. At most 64 characters. */
  name?: string;
  /** A token that permits entry, if the room needs one. `renewToken` replaces it. */
  token?: string;
  /**
   * The folder with the package's files that a bundle does not contain (`client/`, `headless/`, `pcm.js`). Default: where
   * the modules are. The first one of a page counts.
   */
  base?: string;
  /** People in the room call each other individually, instead of all being in one call. Default: false. */
  ring?: boolean;
  /**
   * Joining fails with `ServerUnreachable` if the server does not answer: `join` rejects, and `failed` is emitted.
   * Otherwise `join` resolves with `signallingState` `tabs-only`, since tabs of the same browser still find each other,
   * and the server is tried again. A server that is lost later ends no call. Default: false.
   */
  requireServer?: boolean;
  /** Does not ask for the camera when the call begins; it can be switched on later. Default: false. */
  audioOnly?: boolean;
  /**
   * Starts with the microphone off: it is not opened before `unmute`. If the microphone was switched on or off in this
   * room before, in this tab, that counts instead. Default: false.
   */
  muted?: boolean;
  /** Likewise for the camera, until `cameraOn`. Default: false. */
  cameraOff?: boolean;
  /**
   * How people find each other. `server` (default): through the signalling server; if none answers, tabs of the same
   * browser still find each other. `tabs`: only tabs of the same browser. `loopback`: nobody else; an echo in the same
   * page sends back what it receives, so that people see themselves as others would. `external`: over a channel of the
   * page, which provides `send` and calls `receive`.
   */
  signalling?: "server" | "tabs" | "loopback" | "external";
  /**
   * For `signalling: "external"`: sends a message (a string) to everybody else over the page's own channel, with a
   * separate channel for each room. The channel may lose, duplicate, delay and reorder messages, but anyone who can
   * write to it can impersonate anyone in the room. Exceptions that it throws are written to the console.
   */
  send?: (message: string) => void;
  /** The address that *Copy link* copies. Default: the address of the page. */
  link?: string;
  /**
   * STUN and TURN servers to use in addition to those that the signalling server provides. None is needed on one
   * machine or network.
   */
  iceServers?: RTCIceServer[];
  /** Sends audio and video only through a TURN server, so that the others do not learn this computer's addresses. */
  relayOnly?: boolean;
  /**
   * For `join`: aborting before `join` resolves leaves the room, frees everything and rejects with the signal's reason.
   * Aborting later has no effect; call `leave` instead.
   */
  signal?: AbortSignal;
}

/** The error that methods throw and promises reject with. */
export class VisavisError extends Error {
  constructor(code: Code, message: string, cause?: unknown);
  readonly code: Code;
}

/** A recording in progress. */
export interface Recording {
  /**
   * Ends the recording and resolves with it; rejects with `RecordingEmpty` if there is nothing in it. The recording ends with the call at the latest. Further calls resolve with
   * the same recording.
   */
  stop(): Promise<Blob>;
}

/** A chunk of a person's audio: one channel, 1,024 samples, each from -1 to 1. */
export interface AudioPiece {
  samples: Float32Array;
  /** Samples per second: the rate of the machine's loudspeaker. */
  sampleRate: number;
  /** When the first sample was played, in seconds, on a clock that starts with the tap. */
  time: number;
}

/** One video frame. */
export interface Picture {
  /** The frame, to be drawn or read. It is closed when your function returns, or its promise settles. */
  image: VideoFrame | ImageBitmap;
  /** When the frame was captured or shown, in microseconds, on a clock of its own. */
  timestamp: number;
  width: number;
  height: number;
}

/** A tap of a stream. It ends with the call, not when it becomes unreachable. */
export interface Tap {
  /** Ends the tap: your function is not called after this. Further calls do nothing. */
  stop(): void;
}

/**
 * The methods of a call, with or without the element. No method throws because the call is over.
 *
 * The last of `mute`, `unmute`, `cameraOn` and `cameraOff`, or of the person's own presses, decides what is on, before
 * `join` as after it; nothing that waited meanwhile, as for a permission, overrules it. It is kept for the room while
 * the tab exists, also over a reload.
 */
export interface CallMethods {
  /**
   * Leaves the room. Resolves when the event `left` has been delivered, or at once if there is no call to leave. Never
   * rejects: if the client breaks down meanwhile, it resolves as well, since nothing is left of the call.
   */
  leave(): Promise<void>;
  /** Switches the microphone off; `unmute` takes effect immediately. */
  mute(): void;
  unmute(): void;
  /** Switches the camera on, and asks for permission if the browser needs it. */
  cameraOn(): void;
  /** Stops the camera: its light goes out. */
  cameraOff(): void;
  /** Receives and sends only audio or, with `false`, video again; the camera stays off until it is switched on. */
  soundOnly(on?: boolean): void;
  /** Asks which screen or window to share. Browsers require a click for it. */
  shareScreen(on?: boolean): void;
  stopSharing(): void;
  /** With `ring`: calls that person, or accepts their call if they are calling. */
  call(id: string): void;
  /** Accepts the call of that person. */
  accept(id: string): void;
  decline(id: string): void;
  /** Ends the call with that person, or stops calling them. */
  hangUp(id: string): void;
  /**
   * Locks the room, so that people have to be let in, or (`false`) unlocks it. No effect unless this person is the
   * host.
   */
  lock(locked?: boolean): void;
  /** Lets in a person who waits, or (`false`) turns them away. No effect unless this person is the host. */
  admit(id: string, admitted?: boolean): void;
  /** Removes a person, who cannot come back to this call. No effect unless this person is the host. */
  removePerson(id: string): void;
  /**
   * Sends a chat message to everyone, cut after 4,000 characters. Messages are queued and arrive in order: `said` is
   * emitted for each when it is on its way. Messages still queued when this person leaves are not sent.
   */
  sendMessage(message: string): void;
  /**
   * Sends data of the page to the page of one person (`to`), or to everyone who can be reached at the moment, which may
   * be nobody. The data is no chat message, and the interface does not show it. Text of at most 64 KiB as UTF-8, or as
   * many bytes. It goes from browser to browser on a channel of its own, never through the server.
   *
   * Resolves when more may be sent: at once, or when at most 256 KiB are queued for each receiver. That is no receipt.
   * Rejects with a `VisavisError` without having sent anything: `UnusableArgument`, `MessageTooLong`, `NotReady`,
   * `NotConnected` (that person cannot be reached: see `dataOpened`), `TooMuchUnsent` (more than 4 MiB would be queued
   * for a receiver: await one message before you send the next). Rejects after sending with `NotConnected`, `Left` or
   * `BrokenDown` if the connection ended while data was queued; part of it may not have arrived then.
   */
  sendData(data: string | ArrayBuffer | ArrayBufferView, options?: { to?: string }): Promise<void>;
  /** Raises the hand or, with `false`, lowers it. Everyone sees it, also those who join later. */
  raiseHand(up?: boolean): void;
  /** Sends an emoji to everyone in the call, who see it for a moment. At most 16 characters. */
  react(emoji: string): void;
  /** Changes the name shown to the others. One of which nothing can be seen has no effect: the former one is kept. */
  rename(name: string): void;
  /**
   * Uses another token from now on (none if it is empty), without ending the call: it is sent when the server asks for
   * one again, as after a lost connection. See the event `tokenExpiring`.
   */
  renewToken(token: string): void;
  /**
   * Uses another device of that kind from now on; ids are those of `devices`. One that does not exist or cannot be used
   * is refused (`deviceRefused`), and the former one kept.
   */
  useDevice(kind: Device["kind"], id: string): void;
  /**
   * Takes a snapshot of that person's video or, without `id`, of this person's, as PNG. Rejects with `NothingToSee`, or
   * with `PictureScrambled` if the browser's protection against fingerprinting would make it noise.
   */
  snapshot(id?: string): Promise<Blob>;
  /**
   * Records one person (`of`: what they send now, until their connection is replaced) or, without `of`, the mixed audio
   * of everyone, including this person, those who join later, and shared screens. The recording ends with the call.
   * Rejects with `NothingToSee`, or with `UnusableArgument` if the browser does not support the type (Chromium and
   * Firefox support `audio/webm` and `video/webm`). `stop` rejects with `RecordingEmpty` if nothing was recorded. Find out whether you have to ask the others for their consent.
   */
  record(options?: { of?: string; mimeType?: string }): Promise<Recording>;
  /**
   * Calls `hear` with the audio of one person (`of`), or of the microphone, as samples, about 47 times a second, as
   * soon as the page may play sound: browsers require a prior click, or a microphone in use. It taps the current track:
   * tap again after a change of device or connection. Rejects with `NothingToSee`, or with `ClientMissing` (`pcm.js`,
   * which an `AudioWorklet` runs, was not deployed, or `script-src` forbids it).
   */
  tapAudio(hear: (piece: AudioPiece) => void, options?: { of?: string }): Promise<Tap>;
  /**
   * Calls `see` with the video frames of one person (`of`), or of this side's camera, one after the other; with `shows:
   * "screen"`, those of the shared screen. Frames that arrive while your function is running are skipped. It taps the
   * current track, as `tapAudio` does.
   *
   * Browsers with `MediaStreamTrackProcessor` (Chromium) provide the frames themselves, as `VideoFrame`, also in a
   * hidden page. The others (Firefox, Safari) provide an `ImageBitmap` of each frame that would be shown: at most the
   * refresh rate of the display, and none while the page is hidden. Rejects with `NothingToSee`.
   */
  tapVideo(
    see: (picture: Picture) => void | Promise<void>,
    options?: { of?: string; shows?: "person" | "screen" },
  ): Promise<Tap>;
  /**
   * Collects data for a bug report: no names, no addresses, no messages. The element's report includes the message log
   * of the interface.
   */
  report(): Promise<object>;
  /**
   * With `signalling` `external`: handles a message that arrived on the page's own channel, from anybody: the string as
   * it was sent.
   */
  receive(message: string): void;
  /** Whether this person is in the room or entering it: from `ownIdChanged` until `left`. */
  readonly isInCall: boolean;
  /** The id by which the others know this person; `null` outside a call. */
  readonly ownId: string | null;
  /** Everybody else in the room, by id. */
  readonly people: ReadonlyMap<string, Person>;
  /** Camera and microphone of this side; its tracks come and go. */
  readonly ownStream: MediaStream | null;
  /** The screen that this side shares. */
  readonly ownScreen: MediaStream | null;
  /** The state of the sources of this side, as of the last `mediaChanged`. */
  readonly ownMedia: Readonly<Partial<Record<Source, SourceState>>>;
  /** The state of signalling; `connecting` while there is no call. */
  readonly signallingState: SignallingState;
  /** The host of the room; `null` outside a call and without a server. */
  readonly host: Host | null;
  /** The people who wait to be let in. Only the host gets them. */
  readonly knocking: readonly { readonly id: string; readonly name: string }[];
  /** Whether this person raises their hand. */
  readonly isHandUp: boolean;
  readonly devices: readonly Device[];
  /**
   * The level of the microphone: the peak of the last 20 ms, from 0 to 1. The first reading is 0 and loads the meter.
   */
  readonly level: number;
  /**
   * The level of another person's voice, from 0 to 1, as their browser measured it (RFC 6464). Chromium knows it once an
   * element plays their stream, muted or not; before, it is 0.
   */
  levelOf(id: string): number;
  /** The person to show large: see `speakerChanged`. */
  readonly speaker: string | null;
  readonly version: string;
}

/** A call without an interface. */
export interface Call extends CallMethods {
  /** Leaves without waiting for replies, and frees everything at once. */
  end(): void;
}

/**
 * Enters a room. Resolves once others can be reached: through the server, or without one among the tabs of this browser
 * (`signallingState` is `tabs-only`), unless `requireServer` is set. Rejects with a `VisavisError` if that fails, or with
 * the reason of `options.signal`, such as `AbortSignal.timeout(10_000)`.
 *
 * `onEvent` is called with every event in order, also before the promise resolves. An error that it throws is reported
 * like that of any listener (`window.onerror`) and does not affect the call. It may call methods of the call at once.
 */
export function join(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void): Promise<Call>;

export const VERSION: string;

/** Attributes that have fewer values than text has. */
type Narrow = {
  theme: "light" | "dark" | "";
  keys: "off" | "";
  controls: "off" | "";
  signalling: NonNullable<CallOptions["signalling"]> | "";
};

/** The properties of the element as a framework sets them; `visavis/react` and `visavis/vue` have them in templates. */
export type ElementProperties = {
  [Name in keyof Reflected]?: (Name extends keyof Narrow ? Narrow[Name] : Reflected[Name]) | null;
} & Partial<Pick<VisAVis, "iceServers" | "send">>;

/** What the page around a frame gets from it. Streams, connections and data cannot be sent by message. */
export type FrameEvent =
  | Exclude<CallEvent, { type: "streamChanged" | "connectionChanged" | "dataOpened" | "dataReceived" | "dataClosed" }>
  /** Emitted when the interface is shown. */
  | { type: "ready" }
  /** Emitted when a command cannot be carried out. */
  | { type: "refused"; command: string; message: string };

export interface FrameOptions {
  /** A token that permits entry, if the room needs one. */
  token?: string;
}

/**
 * A call in a frame, as the page around it sees it: the methods are sent as commands, and the state follows from the
 * events. `stream`, `screen` and `connection` of people are `null`. It begins anew when the frame loads another page.
 */
export interface FrameCall
  extends Pick<
    CallMethods,
    | "leave" | "mute" | "unmute" | "cameraOn" | "cameraOff" | "soundOnly" | "shareScreen" | "stopSharing" | "call"
    | "accept" | "decline" | "hangUp" | "lock" | "admit" | "removePerson" | "sendMessage" | "raiseHand" | "react"
    | "rename" | "renewToken" | "useDevice" | "isInCall" | "ownId" | "people" | "ownMedia" | "signallingState" | "host" | "knocking"
    | "isHandUp" | "speaker" | "devices"
  > {
  /** Enters the room, under the name in the frame's address if no name is given. */
  join(name?: string): void;
  /** Stops listening to the frame; the call in it goes on. Methods have no effect afterwards. */
  end(): void;
}

/**
 * `control` of `visavis/frame`: controls the call in a frame with `embed.html`, whose server has to list the origin of
 * this page (`--embed-origins`). Call it as soon as the frame is in the document: events come from then on.
 *
 * `onEvent` is called with every event in order. An error that it throws goes to `window.onerror`.
 */
export type Control = (
  frame: HTMLIFrameElement,
  options?: FrameOptions,
  onEvent?: (event: FrameEvent, call: FrameCall) => void,
) => FrameCall;

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
  get theme(): string;
  set theme(theme: "light" | "dark" | "" | null | undefined);
  /** `off`: no keyboard shortcuts. */
  get keys(): string;
  set keys(keys: "off" | "" | null | undefined);
  /** `off`: no bar of buttons. */
  get controls(): string;
  set controls(controls: "off" | "" | null | undefined);
  ring: boolean;
  /** The attribute `require-server`. */
  requireServer: boolean;
  /** The attribute `audio-only`. */
  audioOnly: boolean;
  /** Starts with the microphone off. Not the state, which is `ownMedia`; `mute` and `unmute` change that. */
  muted: boolean;
  /** The attribute `relay-only`. */
  relayOnly: boolean;
  /** Enters without waiting for *Join*. */
  autojoin: boolean;
}

/**
 * `<vis-a-vis>`. Attributes: those of `Reflected`, `ice-servers` (JSON), `camera-off` (a flag; `cameraOff`
 * is a method), and `lang` (of the element or an ancestor).
 * Changing an attribute that the call depends on makes another call. Moving the element keeps the call; removing it
 * leaves.
 */
export interface VisAVis extends HTMLElement, CallMethods, Reflected {
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

export const VisAVis: {
  new (): VisAVis;
  /** The version of the package that was loaded first; a second one is not used. */
  readonly version: string;
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
