/**
 * The contract with JavaScript: of `visavis` (the element and `join`) and of `visavis/headless` (`join` alone).
 * Written by hand; what is not here may change.
 */

/** What a call is told once, at its beginning. An unknown or mistyped option is named in the error. */
export interface CallOptions {
  /** The address of the signalling server, e.g. `wss://calls.example/signal`. Default: `/signal` of the page's origin. */
  server?: string;
  /** The room: everyone who opens the same one meets. 1 to 128 characters. */
  room: string;
  /** The name that the others see. At most 64 characters. */
  name?: string;
  /** Permission to enter, where the room needs one. */
  token?: string;
  /** People call one of those who are there, and are not in a call with everyone at once. Default: false. */
  ring?: boolean;
  /** The camera is not asked for when the call begins; it can be switched on later. Default: false. */
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
  /** Sound and picture go only through a TURN server, so that the others do not learn this computer's addresses. */
  relayOnly?: boolean;
}

/** Where something comes from. */
export type Source = "microphone" | "camera" | "screen" | "screenAudio";

/** How a source of this side stands: `pending` while the browser asks, `denied` if the answer was no. */
export type SourceState = "on" | "off" | "pending" | "denied";

/**
 * How the way to the others stands. `waiting`: the room is locked, and somebody
 * has to let this person in. `tabs-only`: no server answers, so only tabs of this browser are found.
 */
export type Signalling = "connecting" | "waiting" | "connected" | "tabs-only" | "reconnecting";

/** How the call with one person stands. */
export type Link = "idle" | "connecting" | "connected" | "troubled";

/** How good what arrives is. */
export type Quality = "good" | "fair" | "poor" | "lost";

/** A camera, microphone or loudspeaker. */
export interface Device {
  kind: "audioinput" | "videoinput" | "audiooutput";
  id: string;
  /** Empty until a device of its kind was allowed. */
  label: string;
  /** In use; or chosen before, while nothing of its kind is. */
  isUsed: boolean;
}

/** Someone else in the room, as of the moment of asking. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly link: Link;
  readonly quality: Quality;
  /** Camera and microphone; its tracks come and go. */
  readonly stream: MediaStream | null;
  /** What the person shares, as long as `media.screen` is `on`. */
  readonly screen: MediaStream | null;
  /** What they send, as `personMediaChanged` told. */
  readonly media: Partial<Record<Source, SourceState>>;
  /** They sit at the same machine. */
  readonly isSameBrowser: boolean;
  /**
   * The browser's own connection, to look at: its statistics, its transports. Negotiating on it, or closing it, is not
   * yours to do. It may be replaced by another one, and `connectionChanged` tells.
   */
  readonly connection: RTCPeerConnection | null;
}

/** What happens in a call. */
export type CallEvent =
  /**
   * The way to the others has changed. `connected`: the server has welcomed this person; with `host` and `loopback`
   * always. Not repeated while it stays.
   */
  | { type: "signallingChanged"; state: Signalling }
  /** The room is locked, and this person waits to be let in by someone of that name. Not where the room is open. */
  | { type: "waiting"; name: string }
  /**
   * The host of the room, and whether it is locked: after every welcome of the server, and not repeated while
   * it stays. That is who opened the room, then who has been in it for longest. Never without a server.
   */
  | { type: "hostChanged"; id: string; isSelf: boolean; isLocked: boolean }
  /** All who wait to be let in by this person, at every change; empty when nobody is left. Only to the host. */
  | { type: "knocking"; people: { id: string; name: string }[] }
  /**
   * Someone is in the room; once for each, also for those who were there before this person (`wasThere`). Not for this
   * person. `isSameBrowser`: loudspeaker and microphone of one machine would howl, so keep their sound off.
   */
  | { type: "personJoined"; id: string; name: string; wasThere: boolean; isSameBrowser: boolean }
  /** It turned out later that this person sits at the same machine. Not told where `personJoined` said so. */
  | { type: "sameBrowser"; id: string }
  /**
   * What that person sends, and how each of it stands: show the face, or the last picture freezes, while `camera` is not
   * `on`. What is missing is not sent. Told at the beginning of each call with them and at every change; not repeated.
   */
  | { type: "personMediaChanged"; id: string; media: Partial<Record<Source, SourceState>> }
  /** Someone else chose another name. Not for this person, nor for the name with which someone came. */
  | { type: "personRenamed"; id: string; name: string }
  /** Someone's way to the server is lost; the call with them may well go on. Not while this person's own is lost. */
  | { type: "personAway"; id: string }
  /** That way is there again. */
  | { type: "personBack"; id: string }
  /** Someone is no longer in the room, and there is no call with them. Not told when this person leaves. */
  | { type: "personLeft"; id: string; reason: "left" | "gone" | "removed" }
  /** How the call with that person stands. Not repeated while it stays. */
  | { type: "linkChanged"; id: string; state: Link }
  /**
   * In a room where one is called: how the call to or from that person stands. `calling` and `ringing` begin one,
   * `accepted` is said when there is one, and everything else ends it. `occupied`: this person has to hang up first.
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
   * This side's camera, microphone or screen; `code` and `message` say what happened where it cannot be used. Of the
   * others `personMediaChanged` tells.
   */
  | { type: "mediaChanged"; source: Source; state: SourceState; code?: string; message?: string }
  /**
   * There is a stream to show; without `id` it is this person's own. `null`: there is none any more, which is told of
   * this person's alone: `personLeft` and `personMediaChanged` say it of the others.
   */
  | { type: "streamChanged"; id?: string; shows: "person" | "screen"; stream: MediaStream | null }
  /** There is another connection to that person. Not told when it closes. */
  | { type: "connectionChanged"; id: string; connection: RTCPeerConnection }
  /** The devices that there are, or which of them are in use, have changed. Not before one was asked for. */
  | { type: "devicesChanged"; devices: Device[] }
  /**
   * Someone wrote to everyone; without `id` it was this person, and it is on its way. At most 4,000 characters; text, never
   * markup.
   */
  | { type: "said"; id?: string; text: string }
  /** Someone raised a hand, or lowered it; without `id` it was this person. Lowered until told otherwise. */
  | { type: "handChanged"; id?: string; state: "raised" | "lowered" }
  /** Someone wants to get pictures, or nothing but sound; without `id` it was this person. Wanted until told otherwise. */
  | { type: "picturesWanted"; id?: string; wanted: boolean }
  /** Someone sent an emoji, to be seen for a moment; without `id` it was this person. */
  | { type: "reacted"; id?: string; text: string }
  /**
   * From now on `sendData` reaches that person. Told once for each connection to them, so again when it was replaced by
   * another one. It does not say that anybody listens there: the echo of a loopback does not.
   */
  | { type: "dataOpened"; id: string }
  /**
   * The page of that person sent text, or bytes. On one connection everything comes once and in the order in which it
   * was sent; what was under way when the connection was replaced may be lost. It may come before `linkChanged` says
   * `connected`, and does not come after `personLeft`. `id` is sure, since each person has a channel of their own; the
   * rest is not: whoever is in the room may send anything, as often as they like, in messages of up to 64 KiB (longer
   * ones are skipped). Check it as you would what a stranger posts to a server.
   */
  | { type: "dataReceived"; id: string; data: string | ArrayBuffer }
  /** How good what arrives from that person is. Not repeated while it stays; `good` until told otherwise. */
  | { type: "qualityChanged"; id: string; state: Quality }
  /**
   * Why the call with that person does not connect, or brings nothing: what happened and what to do, and a code that
   * stays the same. Without `code`: no longer so.
   */
  | { type: "linkProblem"; id: string; code?: string; message?: string }
  /**
   * The call cannot go on, or not begin: what happened and what to do, and a code that stays the same. `left` follows
   * where this person had joined, but not after `BrokenDown`. Not for what concerns one person or one device.
   */
  | { type: "failed"; code: string; message: string }
  /** This person has left, or could not stay. Nothing follows, unless an element's call is joined again. */
  | { type: "left" };

/**
 * What went wrong. Codes: `UnknownOption`, `UnusableOption`, `UnusableArgument`, `ServerAddress`, `NotReady`,
 * `NothingToSee`, `NotConnected`, `MessageTooLong`, `TooMuchUnsent`, `Left`; of loading
 * `ClientNotLoaded`, `ClientMissing`, `ClientVersion`, `WasmForbidden`, `MarkupForbidden`, `WebRtcMissing`; of the end `BrokenDown`; and those of `docs/troubleshooting.md` by which a call fails.
 */
export class VisavisError extends Error {
  constructor(code: string, message: string, cause?: unknown);
  readonly code: string;
}

/** A recording that is being made. */
export interface Recording {
  /** Ends it, and gives what was recorded; when the call has ended, up to there. Doing it twice gives the same. */
  stop(): Promise<Blob>;
}

/** A piece of somebody's sound: one channel, 1,024 samples, each from -1 to 1. */
export interface AudioPiece {
  samples: Float32Array;
  /** Samples in a second: that of the machine's loudspeaker. */
  sampleRate: number;
  /** When the first sample was played, in seconds, by a clock of its own that begins with the tap. */
  time: number;
}

/** One picture of a video. */
export interface Picture {
  /** To be drawn, or read; closed when your function returns, or what it promises is settled. */
  image: VideoFrame | ImageBitmap;
  /** When it was taken or shown, in microseconds, by a clock of its own. */
  timestamp: number;
  width: number;
  height: number;
}

/** What looks into a stream. It ends with the call; dropping it does not end it. */
export interface Tap {
  /** Nothing is heard or seen after this. Doing it twice is doing it once. */
  stop(): void;
}

/** What can be done in a call, with the element or without. Nothing throws because the call is over. */
interface Doing {
  /** Leaves the room. Doing it twice is doing it once. */
  leave(): void;
  /** Switches the microphone off: it is back at once. */
  mute(): void;
  unmute(): void;
  /** Asks for the camera, if the browser does not know the answer. */
  cameraOn(): void;
  /** Stops the camera: its light goes out. */
  cameraOff(): void;
  /** Gets and sends nothing but sound, or (`false`) pictures again; the camera stays off until it is switched on. */
  soundOnly(on?: boolean): void;
  /** Asks which screen or window to show. Browsers want this to come of a click. */
  shareScreen(on?: boolean): void;
  stopSharing(): void;
  /** Calls someone, in a room where one is called. Whoever calls this person at the moment is accepted. */
  call(id: string): void;
  /** Takes the call of that person. */
  accept(id: string): void;
  decline(id: string): void;
  /** Ends the call with that person, or gives up calling them. */
  hangUp(id: string): void;
  /** Whoever comes has to be let in, or (`false`) no longer. Nothing happens unless this person is the host. */
  lock(locked?: boolean): void;
  /** Lets someone in who waits for it, or (`false`) not. Nothing happens unless this person is the host. */
  admit(id: string, admitted?: boolean): void;
  /** Makes someone leave, who cannot come back to this call. Nothing happens unless this person is the host. */
  removePerson(id: string): void;
  /**
   * Writes to everyone. What is longer than 4,000 characters is cut. Much at once waits for its turn, and comes in order:
   * `said` tells when each is on its way. What still waits when this person leaves is not sent.
   */
  sendMessage(message: string): void;
  /**
   * Sends something of the page's own to the page of one person (`to`), or of everyone to whom data can be sent at the
   * moment, of whom there may be none; it is no message of the chat, and the interface does not show it. Text of at
   * most 64 KiB as UTF-8, or as many bytes. It goes from browser to browser, beside what the call itself has to say, and
   * never over the server.
   *
   * Resolves when more may be sent: at once, or when at most 256 KiB wait for each of those to whom it went. That is no
   * receipt. Rejects with a `VisavisError`, and has then sent nothing: `UnusableArgument`, `MessageTooLong`, `NotReady`,
   * `NotConnected` (no data can be sent to that person: see `dataOpened`), `TooMuchUnsent` (more than 4 MiB would wait
   * for someone: await one message before you send the next). After it was sent: `NotConnected`, `Left` or `BrokenDown`,
   * where the connection ended while it waited; then part of what was sent may not have arrived.
   */
  sendData(data: string | ArrayBuffer | ArrayBufferView, options?: { to?: string }): Promise<void>;
  /** Changes the name that the others see. */
  rename(name: string): void;
  /** Uses another device of that kind from now on; ids are those of `devices`. */
  useDevice(kind: Device["kind"], id: string): void;
  /** A picture of that person, or of this one, as PNG. */
  snapshot(id?: string): Promise<Blob>;
  /**
   * Records one person (`of`: what they send now, until their connection is replaced), or, without `of`, the sound of
   * everyone mixed: this person's, that of those who are there and of those who come. It ends with the call. Rejects
   * with `NothingToSee`, or `UnusableArgument` where the browser does not know the type (`audio/webm` and `video/webm`
   * are known to Chromium and Firefox). Whether the others have to be asked is for you to find out.
   */
  record(options?: { of?: string; mimeType?: string }): Promise<Recording>;
  /**
   * Gives the sound of one person (`of`), or of the microphone, as samples, about 47 times a second, from the moment when
   * the page may play sound: browsers want a click before, or a microphone in use. It is of the track of now: after
   * another device, or another connection, tap again. Rejects with `NothingToSee`, or `ClientMissing` (`pcm.js`, which
   * an `AudioWorklet` runs, was not copied along, or `script-src` forbids it).
   */
  tapAudio(hear: (piece: AudioPiece) => void, options?: { of?: string }): Promise<Tap>;
  /**
   * Gives the pictures of one person (`of`), or of the camera (`shows`: or of what is shared), one after the other: those
   * that come while your function is at work are left out. It is of the track of now, as with `tapAudio`.
   *
   * Browsers with `MediaStreamTrackProcessor` (Chromium) give the frames themselves, as `VideoFrame`, also in a page that
   * nobody sees. The others (Firefox, Safari) give an `ImageBitmap` of each frame that would be shown: at most as many as
   * the screen shows, and none while the page is hidden. Rejects with `NothingToSee`.
   */
  tapVideo(
    see: (picture: Picture) => void | Promise<void>,
    options?: { of?: string; shows?: "person" | "screen" },
  ): Promise<Tap>;
  /** What a reader of a bug report wants to know, as plain data: no names, no addresses, nothing that was said. */
  report(): Promise<object>;
  /** With `signalling` `external`: takes in a message of the page's own channel, from anybody: the string as it was sent. */
  receive(message: string): void;
  readonly people: ReadonlyMap<string, Person>;
  /** Camera and microphone of this side; its tracks come and go. */
  readonly ownStream: MediaStream | null;
  readonly devices: readonly Device[];
  /** How loud the microphone is, from 0 to 1. The first reading is 0: what measures is loaded then. */
  readonly level: number;
}

/** A call without an interface of ours. */
export interface Call extends Doing {
  readonly ownScreen: MediaStream | null;
  readonly ownMedia: Readonly<Partial<Record<Source, SourceState>>>;
  readonly signalling: Signalling;
  readonly version: string;
  /** Leaves without a goodbye and frees everything at once. */
  end(): void;
}

/**
 * Enters a room. Resolves once there is a way to the others, rejects with a `VisavisError` if there is none to be had.
 *
 * `onEvent` hears of everything, in order, also before this resolves. What it throws is reported as that of any handler
 * (`window.onerror`) and does not touch the call; it may call back at once.
 */
export function join(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void): Promise<Call>;

export const VERSION: string;

/** `CustomEvent`s of the element, which bubble: `visavis-` and the type; `detail` is the `CallEvent`. */
export type ElementEvents = {
  [Type in CallEvent["type"] as `visavis-${Type}`]: CustomEvent<Extract<CallEvent, { type: Type }>>;
} & {
  /** The interface is there, and methods have an effect. Told again when an attribute has made another call of it. */
  "visavis-ready": CustomEvent<{ type: "ready" }>;
};

/**
 * `<vis-a-vis>`. Attributes: `room` (nothing happens without one), `server`, `name`, `token`, `ring`, `audio-only`,
 * `signalling`, `ice-servers` (JSON), `relay-only`, `link`, `autojoin` (enters without waiting for *Join*), `theme` (`light` or
 * `dark`), `lang` (of the element or of whatever is around it), `controls` and `keys` (`off`: no bar of buttons, no keys).
 * Changing one that the call depends on makes another call of it. Moving the element keeps the call; removing
 * it leaves.
 */
export interface VisAVis extends HTMLElement, Doing {
  /** Enters the room, under the name of the attribute if none is given. */
  join(name?: string): void;
  /** STUN and TURN servers, in the place of the attribute `ice-servers`. */
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
  /** That of the package which was loaded first: a second one is not used. */
  readonly version: string;
};

declare global {
  interface HTMLElementTagNameMap {
    "vis-a-vis": VisAVis;
  }
}
