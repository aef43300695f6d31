/** The methods of a call: its verbs, its values, and what it makes on request. */

import type { Device, Host, Identity, Knocker, Person, PersonRecording, SignallingState, Source, SourceState } from "./events.d.ts";
import type { AudioConstraints, VideoConstraints } from "./options.d.ts";
import type { CallRequests } from "./requests.d.ts";

/**
 * The verbs of a call: what the person or the page around it wants. None throws because the call is over.
 *
 * The last of `mute`, `unmute`, `cameraOn` and `cameraOff`, or of the person's own presses, decides what is on, before
 * `join` as after it; nothing that waited meanwhile, as for a permission, overrules it. It is kept for the room while
 * the tab exists, also over a reload.
 *
 * What this person's token does not permit has no effect, and `notPermitted` is emitted.
 */
export interface CallVerbs {
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
  /** Raises the hand or, with `false`, lowers it. Everyone sees it, also those who join later. */
  raiseHand(up?: boolean): void;
  /** Sends an emoji to everyone in the call, who see it for a moment. At most 16 characters. */
  react(emoji: string): void;
  /**
   * Changes the name shown to the others. One of which nothing can be seen has no effect: the former one is kept. So is
   * a name that comes from the token, which `renameRefused` reports.
   */
  rename(name: string): void;
  /**
   * Uses another token from now on (none if it is empty), without ending the call: it is sent to the server at once or, to
   * one that is older, with the next connection. If the server refuses it, `tokenRefused` is emitted and the former one
   * counts again. See the event `tokenExpiring`.
   */
  renewToken(token: string): void;
  /**
   * Uses another device of that kind from now on; ids are those of `devices`. One that does not exist or cannot be used
   * is refused (`deviceRefused`), and the former one kept.
   */
  useDevice(kind: Device["kind"], id: string): void;
  /**
   * Asks other things of the camera or microphone from now on, or (`null`) nothing in particular: a device in use is
   * opened anew, without negotiation. One that does not meet them is used without them, and `mediaChanged` has the code
   * `CameraOverconstrained` or `MicrophoneOverconstrained`. `facingMode` selects the camera: the person's choice in a
   * call precedes it until you call this. Throws a `VisavisError` that names an unknown or unusable constraint.
   */
  setConstraints(source: "camera", constraints: VideoConstraints | null): void;
  setConstraints(source: "microphone", constraints: AudioConstraints | null): void;
  /**
   * Limits the video of the camera or screen that is sent to each person, in bits per second, or (`null`) no more. The
   * camera is limited by the number of people as well; the lower limit counts.
   */
  setMaxBitrate(source: "camera" | "screen", bitsPerSecond: number | null): void;
  /**
   * Plays a person louder or less loud, from 0 to 1, here alone: nobody is told. It holds for that person, and for the
   * screen they share, until this person leaves, also over another connection. `volumeChanged` follows. Without our
   * interface your page plays them, and applies `volume` and `isMutedHere` to its elements.
   */
  setVolume(id: string, volume: number): void;
  /**
   * Mutes a person here alone or, with `false`, plays them again. Whoever uses the same browser starts muted. Recordings
   * and taps are not affected.
   */
  mutePerson(id: string, muted?: boolean): void;
}

/** The values of a call, as of its last event. */
export interface CallValues {
  /** Whether this person is in the room or entering it: from `ownIdChanged` until `left`. */
  readonly isInCall: boolean;
  /** The id by which the others know this person; `null` outside a call. */
  readonly ownId: string | null;
  /**
   * Who this person is, as the server tells the others because of the token: in a call, and in the lobby of the
   * interface as soon as the server has said who is in the room. `null` after the call.
   */
  readonly ownIdentity: Identity | null;
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
  readonly knocking: readonly Knocker[];
  /** Whether this person raises their hand. */
  readonly isHandUp: boolean;
  /** What this person keeps of the others, as of the last `recordingChanged`; that of the others is in `people`. */
  readonly ownRecording: PersonRecording;
  readonly devices: readonly Device[];
  /** The person to show large: see `speakerChanged`. */
  readonly speaker: string | null;
}

/** The methods of a call, with or without the element. */
export interface CallMethods extends CallVerbs, CallRequests, CallValues {
  /**
   * Sends a track of your page in place of the camera or microphone, such as a picture with effects, or (`null`) the
   * device again. Before a call and during it; it holds for later calls of the same object.
   *
   * The device is stopped meanwhile. The track stays yours: it is neither stopped nor disabled nor cloned, and sent and
   * shown only while the camera or microphone is on, as `cameraOn`, `mute` and the person decide. When it ends, the
   * source is off and `mediaChanged` has the code `CameraTrackEnded` or `MicrophoneTrackEnded`; the device stays off
   * until you call this again.
   *
   * Rejects with `UnusableArgument` if the track is of the other kind or has ended.
   */
  useTrack(source: "camera" | "microphone", track: MediaStreamTrack | null): Promise<void>;
  /**
   * With `signalling` `external`: handles a message that arrived on the page's own channel, from anybody: the string as
   * it was sent.
   */
  receive(message: string): void;
  /**
   * The level of the microphone: the peak of the last 20 ms, from 0 to 1. The first reading is 0 and loads the meter.
   */
  readonly level: number;
  /**
   * The level of another person's voice, from 0 to 1, as their browser measured it (RFC 6464). Chromium knows it once an
   * element plays their stream, muted or not; before, it is 0.
   */
  levelOf(id: string): number;
  readonly version: string;
}
