/**
 * The public types of `visavis` (the element and `join`) and of `visavis/headless` (`join` alone). Written by hand;
 * anything that is not declared here may change.
 */

/** The options of a call. An unknown or mistyped one is named in the error. */
export interface CallOptions {
  /** The address of the signalling server, e.g. `wss://calls.example/signal`. Default: `/signal` of the page's origin. */
  server?: string;
  /** The room: everyone who opens the same one meets. 1 to 128 characters. */
  room: string;
  /** The name that the others see. At most 64 characters. */
  name?: string;
  /** Permission to enter, where the room needs one. */
  token?: string;
  /** People in the room call each other one by one, instead of all being in one call. Default: false. */
  ring?: boolean;
  /** Does not ask for the camera when the call begins; it can be switched on later. Default: false. */
  audioOnly?: boolean;
  /**
   * How people find each other. `server`: the default; where none answers, the tabs of one browser find each other.
   * `tabs`: those only. `loopback`: nobody else; an echo in the same page sends back what it gets, so that one sees
   * oneself as others would. `external`: by a channel of the page, which gives `send` and calls `receive`.
   */
  signalling?: "server" | "tabs" | "loopback" | "external";
  /**
   * For `signalling: "external"`: sends a message, a string, to everybody else on the page's own channel, one channel for
   * each room. It may lose, double, delay and mix messages, but whoever can speak on it can speak for anybody in the
   * room. What it throws is written to the console.
   */
  send?: (message: string) => void;
  /** The address that *Copy link* copies. Default: the page's own. */
  link?: string;
  /** STUN and TURN servers, used besides those that the server names. None is needed on one machine or network. */
  iceServers?: RTCIceServer[];
  /** Sends sound and picture only through a TURN server, so that the others do not learn this computer's addresses. */
  relayOnly?: boolean;
  /**
   * For `join`: aborting before that resolves leaves the room, frees everything and rejects with the signal's reason.
   * Aborting later has no effect: `leave` is there for that.
   */
  signal?: AbortSignal;
}

/** Where a track comes from. */
export type Source = "microphone" | "camera" | "screen" | "screenAudio";

/** The state of a source: `pending` while the browser asks for permission, `denied` if the answer was no. */
export type SourceState = "on" | "off" | "pending" | "denied";

/**
 * Whether this person can reach the others. `waiting`: the room is locked, and its host has to let this person in.
 * `tabs-only`: no server answers, so only tabs of this browser find each other.
 */
export type SignallingState = "connecting" | "waiting" | "connected" | "tabs-only" | "reconnecting";

/** The state of the call with one person. */
export type Link = "idle" | "connecting" | "connected" | "troubled";

/** The quality of what arrives from one person. */
export type Quality = "good" | "fair" | "poor" | "lost";

/** A camera, microphone or loudspeaker. */
export interface Device {
  kind: "audioinput" | "videoinput" | "audiooutput";
  id: string;
  /** Empty until a device of its kind was allowed. */
  label: string;
  /** It is in use, or was chosen for when its kind is used next. */
  isUsed: boolean;
}

/** A snapshot of somebody else in the room. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly link: Link;
  readonly quality: Quality;
  /** Camera and microphone; its tracks come and go. */
  readonly stream: MediaStream | null;
  /** The screen that the person shares, as long as `media.screen` is `on`. */
  readonly screen: MediaStream | null;
  /** What they send, as of the last `personMediaChanged`. */
  readonly media: Partial<Record<Source, SourceState>>;
  /** They use the same browser as this person. */
  readonly isSameBrowser: boolean;
  /**
   * The browser's own connection, for its statistics and transports. Do not negotiate on it, and do not close it. When
   * another one replaces it, `connectionChanged` follows.
   */
  readonly connection: RTCPeerConnection | null;
}

/** An event of a call. An event that reports a state is not repeated while the state stays the same. */
export type CallEvent =
  /**
   * The id by which the others know this person: at the beginning of each call. Again only where the server gives another
   * one, as it does in a page that was not loaded securely.
   */
  | { type: "ownIdChanged"; id: string }
  /** `connected`: the server has welcomed this person; with `external` and `loopback` always. */
  | { type: "signallingChanged"; state: SignallingState }
  /** The room is locked, and this person waits for the host of that name to let them in. */
  | { type: "waiting"; name: string }
  /**
   * The host of the room, and whether the room is locked. The host is the person who opened the room; when they leave,
   * the one who has been in it for longest. Never without a server.
   */
  | { type: "hostChanged"; id: string; isSelf: boolean; isLocked: boolean }
  /** Everybody who waits to be let in, at every change; empty when nobody does any more. Only for the host. */
  | { type: "knocking"; people: { id: string; name: string }[] }
  /**
   * Somebody else is in the room; `wasThere`: they were before this person came. `isSameBrowser`: mute them, or the
   * loudspeaker and the microphone of one machine howl.
   */
  | { type: "personJoined"; id: string; name: string; wasThere: boolean; isSameBrowser: boolean }
  /** That person turned out to use the same browser. Not where `personJoined` said so. */
  | { type: "sameBrowser"; id: string }
  /**
   * The state of each source that the person sends; a missing one is not sent. While `camera` is not `on`, hide their
   * video, which shows a frozen picture. At the beginning of each call with them, and at every change.
   */
  | { type: "personMediaChanged"; id: string; media: Partial<Record<Source, SourceState>> }
  /** Somebody else changed their name. */
  | { type: "personRenamed"; id: string; name: string }
  /** Somebody lost the server; the call with them may well go on. Not while this person has lost it as well. */
  | { type: "personAway"; id: string }
  /** They have found the server again. */
  | { type: "personBack"; id: string }
  /** Somebody is no longer in the room, and the call with them is over. Not when this person leaves. */
  | { type: "personLeft"; id: string; reason: "left" | "gone" | "removed" }
  /** The call with that person. */
  | { type: "linkChanged"; id: string; state: Link }
  /**
   * With `ring`: the call to or from that person. `calling` and `ringing` begin one, `accepted` makes it a call, and
   * everything else ends it. `occupied`: this person has to hang up first.
   */
  | {
      type: "ringChanged";
      id: string;
      state:
        | "calling"
        | "ringing"
        | "accepted"
        | "declined"
        | "busy"
        | "no-answer"
        | "cancelled"
        | "answered-elsewhere"
        | "failed"
        | "gone"
        | "hung-up"
        | "occupied";
    }
  /**
   * The camera, microphone or screen of this side; `code` and `message` say why it cannot be used. For the others there
   * is `personMediaChanged`.
   */
  | { type: "mediaChanged"; source: Source; state: SourceState; code?: Code; message?: string }
  /**
   * A stream to show; without `id` that of this side. `null`: it has ended. That is only for this side: for the others
   * there are `personLeft` and `personMediaChanged`.
   */
  | { type: "streamChanged"; id?: string; shows: "person" | "screen"; stream: MediaStream | null }
  /** There is a new connection to that person. Not when it closes. */
  | { type: "connectionChanged"; id: string; connection: RTCPeerConnection }
  /** The list of devices, or which of them are in use. Not before one was asked for. */
  | { type: "devicesChanged"; devices: Device[] }
  /**
   * A message to everyone; without `id` from this person, and on its way. At most 4,000 characters of text, never
   * markup.
   */
  | { type: "said"; id?: string; text: string }
  /** A raised hand, or one that was lowered again; without `id` that of this person. At first it is lowered. */
  | { type: "handChanged"; id?: string; state: "raised" | "lowered" }
  /** Whether a person wants pictures or only sound; without `id` this person. At first they want pictures. */
  | { type: "picturesWanted"; id?: string; wanted: boolean }
  /** An emoji, to be shown for a moment; without `id` from this person. */
  | { type: "reacted"; id?: string; text: string }
  /**
   * From now on `sendData` reaches that person. Once for each connection to them. It does not promise that anybody
   * listens there: the echo of a loopback does not.
   */
  | { type: "dataOpened"; id: string }
  /**
   * Text or bytes from the page of that person. On one connection every message comes once and in order; those that were
   * under way when the connection was replaced may be lost. They may come before `linkChanged` is `connected`, and do
   * not come after `personLeft`. `id` can be trusted, since each person has a channel of their own; `data` cannot:
   * anybody in the room may send anything, as often as they like, in messages of up to 64 KiB (longer ones are
   * skipped). Check it as you would what a stranger posts to a server.
   */
  | { type: "dataReceived"; id: string; data: string | ArrayBuffer }
  /** The quality of what arrives from that person. At first it is `good`. */
  | { type: "qualityChanged"; id: string; state: Quality }
  /**
   * Why the call with that person does not connect, or brings nothing: a stable code, and what happened and what to do.
   * Without `code` the problem is over.
   */
  | { type: "linkProblem"; id: string; code?: Code; message?: string }
  /**
   * The call cannot begin, or cannot go on: a stable code, and what happened and what to do. `left` follows where this
   * person had joined, but not after `BrokenDown`. Problems of one person or one device have events of their own.
   */
  | { type: "failed"; code: Code; message: string }
  /** This person has left, or could not stay. The last event, unless the call of an element is joined again. */
  | { type: "left" };

/** What went wrong, by a name that stays the same. `docs/troubleshooting.md` explains each; more may come. */
export type Code =
  | "DevicesDenied" | "CameraDenied" | "MicrophoneDenied" | "FrameNotAllowed" | "FrameDenied" | "DevicesMissing"
  | "CameraMissing" | "MicrophoneMissing" | "DevicesBusy" | "CameraBusy" | "MicrophoneBusy" | "DevicesFailed"
  | "CameraFailed" | "MicrophoneFailed" | "CameraSwitched" | "MicrophoneSwitched" | "CameraUnplugged"
  | "MicrophoneUnplugged" | "CameraStopped" | "MicrophoneStopped" | "CameraWithdrawn" | "MicrophoneWithdrawn"
  | "CameraNotSwitched" | "MicrophoneNotSwitched" | "CameraWithheld" | "MicrophoneWithheld" | "ScreenDenied"
  | "ScreenUnasked" | "ScreenUnsupported" | "ScreenFailed" | "InsecurePage" | "ServerAddress" | "SignallingVersion"
  | "TokenMissing" | "TokenRefused" | "TokenOfOtherRoom" | "TokenNotValid" | "OriginRefused" | "RoomFull"
  | "RoomNameRefused" | "TooManyWaiting" | "NotLetIn" | "RemovedFromRoom" | "RoomRefused" | "Replaced" | "NoPath"
  | "TurnRefused" | "TurnUnreachable" | "UdpBlocked" | "PeerGone" | "NetworkLost" | "DtlsFailed" | "NoMedia"
  | "ClientNotLoaded" | "ClientMissing" | "ClientVersion" | "WasmForbidden" | "MarkupForbidden" | "WebRtcMissing"
  | "BrokenDown" | "UnknownOption" | "UnusableOption" | "UnusableArgument" | "NotReady" | "Left" | "NothingToSee"
  | "MessageTooLong" | "NotConnected" | "TooMuchUnsent";

/** What is thrown, and what promises reject with. */
export class VisavisError extends Error {
  constructor(code: Code, message: string, cause?: unknown);
  readonly code: Code;
}

/** A recording in progress. */
export interface Recording {
  /** Ends it and gives the recording, which ends with the call at the latest. Calling it again gives the same. */
  stop(): Promise<Blob>;
}

/** A piece of a person's sound: one channel, 1,024 samples, each from -1 to 1. */
export interface AudioPiece {
  samples: Float32Array;
  /** Samples per second: that of the machine's loudspeaker. */
  sampleRate: number;
  /** When the first sample was played, in seconds, by a clock of its own that begins with the tap. */
  time: number;
}

/** One picture of a video. */
export interface Picture {
  /** To be drawn, or read; closed when your function returns, or its promise settles. */
  image: VideoFrame | ImageBitmap;
  /** When it was taken or shown, in microseconds, by a clock of its own. */
  timestamp: number;
  width: number;
  height: number;
}

/** A tap of a stream. It ends with the call, not when nothing refers to it any more. */
export interface Tap {
  /** Your function is not called after this. Calling it again does nothing. */
  stop(): void;
}

/** What a call can do, with the element or without. No method throws because the call is over. */
export interface CallMethods {
  /**
   * Leaves the room. Resolves when the event `left` has been delivered, or at once if there is no call to leave. Never
   * rejects: if the client breaks down meanwhile, it resolves as well, since nothing is left of the call.
   */
  leave(): Promise<void>;
  /** Switches the microphone off: it is back at once. */
  mute(): void;
  unmute(): void;
  /** Asks for the camera, if the browser does not know the answer. */
  cameraOn(): void;
  /** Stops the camera: its light goes out. */
  cameraOff(): void;
  /** Receives and sends only sound, or (`false`) pictures again; the camera stays off until it is switched on. */
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
  /** Locks the room, so that people have to be let in, or (`false`) opens it. No effect unless this person is the host. */
  lock(locked?: boolean): void;
  /** Lets in a person who waits, or (`false`) turns them away. No effect unless this person is the host. */
  admit(id: string, admitted?: boolean): void;
  /** Makes a person leave, who cannot come back to this call. No effect unless this person is the host. */
  removePerson(id: string): void;
  /**
   * Sends a chat message to everyone, cut after 4,000 characters. Many at once are queued and arrive in order: `said`
   * reports each when it is on its way. Those that are still queued when this person leaves are not sent.
   */
  sendMessage(message: string): void;
  /**
   * Sends data of the page to the page of one person (`to`), or of everyone who can be reached at the moment, which may
   * be nobody. It is no chat message, and the interface does not show it. Text of at most 64 KiB as UTF-8, or as many
   * bytes. It goes from browser to browser, on a channel of its own, never through the server.
   *
   * Resolves when more may be sent: at once, or when at most 256 KiB are queued for each receiver. That is no receipt.
   * Rejects with a `VisavisError`, and has then sent nothing: `UnusableArgument`, `MessageTooLong`, `NotReady`,
   * `NotConnected` (that person cannot be reached: see `dataOpened`), `TooMuchUnsent` (more than 4 MiB would be queued
   * for somebody: await one message before you send the next). After it was sent: `NotConnected`, `Left` or
   * `BrokenDown`, if the connection ended while data was queued; then part of it may not have arrived.
   */
  sendData(data: string | ArrayBuffer | ArrayBufferView, options?: { to?: string }): Promise<void>;
  /** Changes the name that the others see. */
  rename(name: string): void;
  /** Uses another device of that kind from now on; ids are those of `devices`. */
  useDevice(kind: Device["kind"], id: string): void;
  /** A picture of that person, or without `id` of this one, as PNG. */
  snapshot(id?: string): Promise<Blob>;
  /**
   * Records one person (`of`: what they send now, until their connection is replaced), or, without `of`, the mixed sound
   * of everyone, including this person, those who come later, and shared screens. It ends with the call. Rejects with `NothingToSee`, or
   * `UnusableArgument` where the browser does not support the type (Chromium and Firefox support `audio/webm` and
   * `video/webm`). Find out whether you have to ask the others for their consent.
   */
  record(options?: { of?: string; mimeType?: string }): Promise<Recording>;
  /**
   * Gives the sound of one person (`of`), or of the microphone, as samples, about 47 times a second, as soon as the page
   * may play sound: browsers require a click before, or a microphone in use. It taps the current track: tap again after
   * a change of device or connection. Rejects with `NothingToSee`, or `ClientMissing` (`pcm.js`, which an `AudioWorklet`
   * runs, was not deployed, or `script-src` forbids it).
   */
  tapAudio(hear: (piece: AudioPiece) => void, options?: { of?: string }): Promise<Tap>;
  /**
   * Gives the pictures of one person (`of`), or of this side's camera, one after the other; with `shows: "screen"` those
   * of the shared screen. Pictures that come while your function is at work are skipped. It taps the current track, as
   * `tapAudio` does.
   *
   * Browsers with `MediaStreamTrackProcessor` (Chromium) give the frames themselves, as `VideoFrame`, also in a hidden
   * page. The others (Firefox, Safari) give an `ImageBitmap` of each frame that would be shown: at most as many as the
   * screen shows, and none while the page is hidden. Rejects with `NothingToSee`.
   */
  tapVideo(
    see: (picture: Picture) => void | Promise<void>,
    options?: { of?: string; shows?: "person" | "screen" },
  ): Promise<Tap>;
  /**
   * Data for a bug report: no names, no addresses, no messages. The element's includes the interface's message log.
   */
  report(): Promise<object>;
  /** With `signalling` `external`: takes in a message of the page's own channel, from anybody: the string as it was sent. */
  receive(message: string): void;
  /** Whether this person is in the room, or enters it: from `ownIdChanged` until `left`. */
  readonly isInCall: boolean;
  /** The id by which the others know this person; `null` while they are in no call. */
  readonly ownId: string | null;
  /** Everybody else in the room, by id. */
  readonly people: ReadonlyMap<string, Person>;
  /** Camera and microphone of this side; its tracks come and go. */
  readonly ownStream: MediaStream | null;
  /** The screen that this side shares. */
  readonly ownScreen: MediaStream | null;
  /** The state of the sources of this side, as of the last `mediaChanged`. */
  readonly ownMedia: Readonly<Partial<Record<Source, SourceState>>>;
  readonly signallingState: SignallingState;
  readonly devices: readonly Device[];
  /** How loud the microphone is: the peak of the last 20 ms, from 0 to 1. The first reading is 0 and loads the meter. */
  readonly level: number;
  readonly version: string;
}

/** A call without an interface. */
export interface Call extends CallMethods {
  /** Leaves without a goodbye and frees everything at once. */
  end(): void;
}

/**
 * Enters a room. Resolves once others can be reached, and rejects with a `VisavisError` if that fails, or with the
 * reason of `options.signal`.
 *
 * `onEvent` gets every event in order, also before this resolves. An error that it throws is reported as that of any
 * listener (`window.onerror`) and does not affect the call. It may call methods of the call at once.
 */
export function join(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void): Promise<Call>;

export const VERSION: string;

/** `person-joined` for `personJoined`. */
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
  /** The interface is there, and methods have an effect. Again after an attribute has made another call. */
  "visavis-ready": CustomEvent<{ type: "ready" }>;
};

/**
 * Attributes of the element as properties. Text is empty without the attribute; `null` or `undefined` removes it. Flags
 * are booleans: `""` sets one as in markup, and `"false"` clears it.
 */
export interface Reflected {
  /** Who is in the same room meets. Nothing is shown without one. */
  get room(): string;
  set room(room: string | null | undefined);
  get server(): string;
  set server(server: string | null | undefined);
  get name(): string;
  set name(name: string | null | undefined);
  get token(): string;
  set token(token: string | null | undefined);
  /** How people find each other; for the state of it see `signallingState`. */
  get signalling(): string;
  set signalling(signalling: CallOptions["signalling"] | "" | null);
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
  /** `audio-only` */
  audioOnly: boolean;
  /** `relay-only` */
  relayOnly: boolean;
  /** Enters without waiting for *Join*. */
  autojoin: boolean;
}

/**
 * `<vis-a-vis>`. Attributes: those of `Reflected`, `ice-servers` (JSON), and `lang` (of the element or an ancestor).
 * Changing one that the call depends on makes another call. Moving the element keeps the call; removing it leaves.
 */
export interface VisAVis extends HTMLElement, CallMethods, Reflected {
  /** Enters the room, under the name of the attribute if none is given. */
  join(name?: string): void;
  /** STUN and TURN servers, instead of the attribute `ice-servers`. */
  iceServers: RTCIceServer[] | undefined;
  /** With `signalling="external"`: sends a message to everybody on the page's own channel. Nothing is mounted without it. */
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
}

export const VisAVis: {
  new (): VisAVis;
  /** That of the package which was loaded first; a second one is not used. */
  readonly version: string;
};

declare global {
  interface HTMLElementTagNameMap {
    "vis-a-vis": VisAVis;
  }
}
