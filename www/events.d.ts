/**
 * What a call reports: its events, the states and people in them, and the error codes. Part of the public types of
 * `visavis`, which `types.d.ts` exports as a whole.
 */

import type { Layout, Panel } from "./interface.d.ts";

/** The source of a track. */
export type Source = "microphone" | "camera" | "screen" | "screenAudio";

/** The state of a source. `pending`: the browser is asking for permission. `denied`: permission was refused. */
export type SourceState = "on" | "off" | "pending" | "denied";

/**
 * The state of signalling, which determines whether this person can reach the others. `waiting`: the room is locked,
 * and its host has to let this person in. `tabs-only`: no server answers, so only tabs of this browser find each other.
 */
export type SignallingState = "connecting" | "waiting" | "connected" | "tabs-only" | "reconnecting";

/** The state of the call with one person. */
export type Link = "idle" | "connecting" | "connected" | "troubled";

/** The quality of the media received from one person. */
export type Quality = "good" | "fair" | "poor" | "lost";

/** The state of a call to or from one person, with `ring`: see `ringChanged`. */
export type RingState =
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

/** Who may lock the room, admit people and remove people. */
export interface Host {
  readonly id: string;
  /** The host is this person. */
  readonly isSelf: boolean;
  /** New people have to be let in. */
  readonly isLocked: boolean;
}

/** A file that the interface makes: a snapshot, a recording of the call, or the report on a problem. */
export type FileKind = "picture" | "recording" | "report";

/** A camera, microphone or loudspeaker. */
export interface Device {
  kind: "audioinput" | "videoinput" | "audiooutput";
  id: string;
  /** Empty until permission for a device of its kind was granted. */
  label: string;
  /** The device is in use, or selected for the next time its kind is used. */
  isUsed: boolean;
}

/**
 * Who a person is according to the token with which they entered. The server has verified it: nobody in the call can
 * claim it. It has at least one of these; without any of them there is no identity, nor without a server.
 */
export interface Identity {
  /** The claim `sub`: the id that whoever issues the tokens has for the person. */
  readonly subject: string | null;
  /** The claim `name`: then it is the person's name, which they cannot change. */
  readonly name: string | null;
  /** The claim `picture`: an `https:` or `data:image/` URL, shown in place of a camera that is off. */
  readonly picture: string | null;
  /** The claim `metadata`: whatever the page wants to know about people. Empty if there is none. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /**
   * The claim `permissions`: what the person may do, and nothing else. `null` restricts nothing. The server heeds `host`,
   * and this person's client the others: see `notPermitted`.
   */
  readonly permissions: readonly Permission[] | null;
}

/** What a token can permit: see `Identity`. */
export type Permission = "host" | "publish" | "screen" | "chat" | "record";

/** Somebody who waits to be let in. */
/** A step from joining to the first media of a person. */
export interface SetUpStep {
  /**
   * - `server`: from joining to the welcome of the server; not for people who came later
   * - `agreement`: from the first OFFER to its ANSWER; while it rings, as long as that takes
   * - `path`: until ICE and DTLS have connected
   * - `media`: until the first sound or picture has arrived
   */
  step: "server" | "agreement" | "path" | "media";
  /** When it began, in milliseconds on the clock of `performance.now()`. */
  startTime: number;
  /** In milliseconds. */
  duration: number;
}

export interface Knocker {
  readonly id: string;
  readonly name: string;
  /** Without `picture` and `metadata`, which follow when the person is let in. */
  readonly identity: Identity | null;
}

/**
 * What a person keeps of the others. `tapping`: a program takes in their sound or picture, for whatever purpose.
 * `recording`: it is recorded.
 */
export type PersonRecording = "off" | "tapping" | "recording";

/** A snapshot of another person in the room. */
export interface Person {
  readonly id: string;
  /**
   * The name of their token or, without one, the name that they chose: anybody may choose any. The server adds a number
   * to one that looks like that of somebody else in the room: `Ada (2)`.
   */
  readonly name: string;
  /** Who they are, if the server vouches for it. */
  readonly identity: Identity | null;
  readonly link: Link;
  readonly quality: Quality;
  /** Camera and microphone; its tracks come and go. */
  readonly stream: MediaStream | null;
  /** The screen that the person shares, as long as `media.screen` is `on`. */
  readonly screen: MediaStream | null;
  /** The sources that the person sends, as of the last `personMediaChanged`. */
  readonly media: Partial<Record<Source, SourceState>>;
  /** What the person keeps of the others, as of the last `recordingChanged`. */
  readonly recording: PersonRecording;
  /** Since when (as `Date.now()`), according to the person; `null` while it is `off`. */
  readonly recordingSince: number | null;
  /** The person uses the same browser as this person. */
  readonly isSameBrowser: boolean;
  /** The person has lost the server: see `personAway`. */
  readonly isAway: boolean;
  readonly isHandUp: boolean;
  readonly isSpeaking: boolean;
  /** How loud they are played here, from 0 to 1: see `setVolume`. In a call of your own interface, your page applies it. */
  readonly volume: number;
  /** They are muted here, and here alone: see `mutePerson`. `media.microphone` is what they say of their microphone. */
  readonly isMutedHere: boolean;
  /** With `ring`: the state of the last call to or from this person; `null` before the first. */
  readonly ring: RingState | null;
  /** Why the call with this person does not connect or brings no media, as of the last `linkProblem`. */
  readonly problem: { readonly code: Code; readonly message: string } | null;
  /**
   * The browser's own connection, for its statistics and transports. Do not negotiate on it or close it. When another
   * connection replaces it, `connectionChanged` is emitted.
   */
  readonly connection: RTCPeerConnection | null;
}

/** An event of a call. An event that reports a state is not repeated while the state stays the same. */
export type CallEvent =
  /**
   * Emitted at the beginning of each call, with the id by which the others know this person. Emitted again only if the
   * server assigns another id, as it does in a page that was not loaded securely.
   */
  | { type: "ownIdChanged"; id: string }
  /**
   * Emitted when the state of signalling changes. `connected`: the server has welcomed this person; with `external` and
   * `loopback`, always. After `left` the state is `connecting` again, without an event.
   */
  | { type: "signallingChanged"; state: SignallingState }
  /**
   * Emitted when the room is locked and this person waits to be let in. `name` is that of the host. If too many wait, the
   * state of signalling is `waiting` as well, and this follows once there is space.
   */
  | { type: "waiting"; name: string }
  /**
   * Emitted when the host of the room changes, or the room is locked or unlocked. The host is the person who opened the
   * room; when they leave, the person who has been in it the longest. Never emitted without a server.
   */
  | { type: "hostChanged"; id: string; isSelf: boolean; isLocked: boolean }
  /**
   * Emitted to the host alone, whenever the list of people who wait to be let in changes. `people` is the whole list,
   * empty when nobody waits any more.
   */
  | { type: "knocking"; people: Knocker[] }
  /**
   * Emitted for each other person in the room. `wasThere`: they were in the room before this person. `isSameBrowser`:
   * mute them, or the loudspeaker and the microphone of one machine cause feedback.
   */
  | {
      type: "personJoined";
      id: string;
      name: string;
      identity: Identity | null;
      wasThere: boolean;
      isSameBrowser: boolean;
    }
  /**
   * Emitted when how a person is played here changes: by `setVolume` or `mutePerson`, by the interface, or because they
   * use the same browser, in which case they start muted. Emitted after `personJoined` only if they are not played as
   * they are sent.
   */
  | { type: "volumeChanged"; id: string; volume: number; isMutedHere: boolean }
  /** Emitted when a person turns out to use the same browser. Not emitted if `personJoined` reported it already. */
  | { type: "sameBrowser"; id: string }
  /**
   * Emitted at the beginning of each call with a person, and at every change, with the state of each source that they
   * send; a source that is missing is not sent. Hide their video while `camera` is not `on`, because it shows a frozen
   * picture.
   */
  | { type: "personMediaChanged"; id: string; media: Partial<Record<Source, SourceState>> }
  /** Emitted when another person changes their name. */
  | { type: "personRenamed"; id: string; name: string }
  /**
   * Emitted when the server vouches for something else than before: of this person, without `id`, when the server lets
   * them in; of others, when they return to the server with another token. Not emitted when a person joins, since
   * `personJoined` has it, nor when the server is lost. `null`: nothing any more.
   */
  | { type: "identityChanged"; id?: string; identity: Identity | null }
  /**
   * Emitted when a verb was called that this person's token does not permit: `unmute`, `cameraOn`, `shareScreen`,
   * `sendMessage`, `react`, `lock`, `admit` or `removePerson`, which then do nothing, or a recording or tap of the others,
   * which rejects; and when a recording ends because a new token no longer permits it. `code` is `NotPermitted`. Until the
   * server has said what it vouches for, the token itself counts. Not emitted by what only switches something off.
   */
  | { type: "notPermitted"; permission: Permission; code: Code; message: string }
  /**
   * Emitted when the server refuses the token of `renewToken` in a call, with the code that would refuse it at the door.
   * The call goes on, and the former token counts again. Not emitted in the lobby, where `failed` tells it, nor for a token
   * that goes with the next connection, because the server is lost or older.
   */
  | { type: "tokenRefused"; code: Code; message: string }
  /** Emitted when `rename` was called, but the name comes from the token and stays. */
  | { type: "renameRefused"; code: Code; message: string }
  /**
   * Emitted when a person loses the server; the call with them may continue. Not emitted while this person has lost the
   * server as well.
   */
  | { type: "personAway"; id: string }
  /** Emitted when that person reaches the server again. */
  | { type: "personBack"; id: string }
  /**
   * Emitted when a person is no longer in the room and the call with them is over. Not emitted when this person leaves.
   */
  | { type: "personLeft"; id: string; reason: "left" | "gone" | "removed" }
  /** Emitted when the state of the call with a person changes. */
  | { type: "linkChanged"; id: string; state: Link }
  /**
   * With `ring`: emitted when the state of a call to or from a person changes. `calling` and `ringing` begin a call,
   * `accepted` establishes it, and every other state ends it. `occupied`: this person has to hang up first.
   */
  | { type: "ringChanged"; id: string; state: RingState }
  /**
   * Emitted when the camera, microphone or screen of this side changes its state; `code` and `message` explain why it
   * cannot be used. For the others, see `personMediaChanged`.
   */
  | { type: "mediaChanged"; source: Source; state: SourceState; code?: Code; message?: string }
  /**
   * Emitted when there is a stream to show; without `id`, a stream of this side. `null`: the stream has ended, which is
   * reported only for this side. For the others, see `personLeft` and `personMediaChanged`.
   */
  | { type: "streamChanged"; id?: string; shows: "person" | "screen"; stream: MediaStream | null }
  /** Emitted when there is a new connection to a person. Not emitted when a connection closes. */
  | { type: "connectionChanged"; id: string; connection: RTCPeerConnection }
  /**
   * Emitted when the list of devices changes, or which of them are in use. Not emitted before a device has been
   * requested.
   */
  | { type: "devicesChanged"; devices: Device[] }
  /**
   * Emitted when a device was chosen that does not exist or cannot be used; the former one still is. Of a camera or
   * microphone that was switched on, `mediaChanged` has the same code.
   */
  | { type: "deviceRefused"; kind: Device["kind"]; code: Code; message: string }
  /**
   * Emitted when a chat message to everyone arrives or, without `id`, when a message of this person is on its way. At
   * most 4,000 characters of text, never markup. `messageId` is the same for everyone; only a modified client sends one
   * twice. `at`: when it was sent by the sender's clock, in milliseconds since 1970 like `Date.now()`; when it arrived,
   * if the sender's clock is more than a minute ahead or the message was sent more than an hour ago.
   */
  | { type: "said"; id?: string; messageId: string; at: number; text: string }
  /**
   * Emitted when a person begins to speak, or has been silent for longer than a pause between words. Chromium tells that
   * only of a stream that an element plays, muted or not. Not emitted for this person: see `level`.
   */
  | { type: "speakingChanged"; id: string; isSpeaking: boolean }
  /**
   * Emitted when another person becomes the one to show large: who spoke last for longer than a cough. Nobody takes
   * over while that person goes on speaking. `null`: they have left, and nobody has spoken since.
   */
  | { type: "speakerChanged"; id: string | null }
  /** Emitted when a hand is raised or lowered; without `id`, that of this person. Hands are lowered at first. */
  | { type: "handChanged"; id?: string; state: "raised" | "lowered" }
  /**
   * Emitted when a person starts or stops receiving video; without `id`, this person. Everyone receives video at first.
   */
  | { type: "picturesWanted"; id?: string; wanted: boolean }
  /**
   * Emitted when a person begins or ceases to record the others, or to take in their sound or picture; without `id`,
   * this person. `since` (as `Date.now()`) is there unless it is `off`. That of this person is emitted when everyone
   * who can be reached knows. It is a state of the person: not emitted when their connection is replaced, nor when they
   * leave. Nobody records at first. A modified client can record without telling anyone.
   */
  | { type: "recordingChanged"; id?: string; state: PersonRecording; since?: number }
  /** Emitted when a person sends an emoji, to be shown for a moment; without `id`, this person. */
  | { type: "reacted"; id?: string; text: string }
  /**
   * Emitted once for each connection to a person: from now on `sendData` reaches them. It does not guarantee that
   * anything there handles the data; the echo of a loopback does not.
   */
  | { type: "dataOpened"; id: string }
  /**
   * Emitted when the page of a person sends text or bytes. On one connection every message arrives once and in order;
   * messages in transit when the connection is replaced may be lost. Messages may arrive before `linkChanged` is
   * `connected`, but never after `personLeft`. `id` can be trusted, since each person has a channel of their own.
   * `data` cannot: anyone in the room may send anything, in messages of up to 64 KiB (longer ones are skipped). Validate
   * it like a request from a stranger to a server. Of many messages at once, some are delivered later, so that the page
   * remains usable; if more than 16,384 of one person (or 32 MiB) wait, their channel is closed: see `dataClosed`.
   */
  | { type: "dataReceived"; id: string; data: string | ArrayBuffer }
  /**
   * Emitted when a person's page sends data faster than this page handles it, and their channel was closed: their
   * `sendData` rejects with `NotConnected`. The call goes on. `dataOpened` follows if another connection to them is made.
   */
  | { type: "dataClosed"; id: string; code: Code; message: string }
  /**
   * Emitted when the client of a person has dropped `count` chat messages and reactions of this person, because they came
   * faster than anybody can follow. Calls of `sendMessage` are queued and keep to the pace, so that this does not happen
   * to them. At most once a second for each person.
   */
  | { type: "messagesDropped"; id: string; count: number }
  /** Emitted when the quality of the media received from a person changes. It is `good` at first. */
  | { type: "qualityChanged"; id: string; state: Quality }
  /**
   * Emitted once for each person, when the first sound or picture of theirs has arrived, in the first session with them;
   * not while nothing is received of them. The browser's performance timeline has the same steps, as `PerformanceMeasure`s
   * named `visavis:server` and so on, with `{ id }` as their `detail`: up to 24 of one call.
   */
  | { type: "setUpMeasured"; id: string; steps: SetUpStep[] }
  /**
   * Emitted when the call with a person does not connect or brings no media. `code` is stable; `message` explains what
   * happened and what to do. Without `code` the problem is over.
   */
  | { type: "linkProblem"; id: string; code?: Code; message?: string }
  /**
   * Emitted by the element when its interface has made a file for the person, who is offered it as well. No browser
   * tells whether it has saved a file, and a frame whose `sandbox` lacks `allow-downloads` saves none: a page can keep
   * the file itself. `name` is a name for it.
   */
  | { type: "fileMade"; kind: FileKind; name: string; file: Blob }
  /**
   * Emitted by the element when a panel of its interface is opened or closed, by the person, by the page, or because the
   * screen has changed.
   */
  | { type: "panelChanged"; panel: Panel | null }
  /** Emitted by the element when another person is pinned, or nobody any more. */
  | { type: "pinChanged"; id: string | null }
  /**
   * Emitted by the element when more than two people would be arranged in another way: the person or the page has chosen
   * it, or there are more or fewer people, as long as nobody has. It is `grid` at first.
   */
  | { type: "layoutChanged"; layout: Layout }
  /**
   * Emitted when the call cannot begin or continue. `code` is stable; `message` explains what happened and what to do.
   * `left` follows if this person had joined, except after `BrokenDown`. The element emits it in the lobby as well, if
   * the server would refuse this person, and for each time that the code of a call could not be loaded after `join`
   * (`ClientNotLoaded` and others of that area): it goes on trying, after 2 s, later 16 s, and enters the call then. Problems with one person or one device have events of their own.
   */
  | { type: "failed"; code: Code; message: string }
  /**
   * Emitted a minute before the token expires, before and during a call; if it is valid for less than two, after half of
   * that time. `at`: when it
   * expires, in milliseconds since 1970 like `Date.now()`. Pass a new one to `renewToken`: the call goes on without, but a
   * person who loses the server cannot return to it.
   */
  | { type: "tokenExpiring"; at: number }
  /**
   * Emitted when this person has left or could not stay. It is the last event, unless the call of an element is joined
   * again, or its person opens a panel.
   */
  | { type: "left" };

/** A stable error code. `docs/troubleshooting.md` explains each; more may be added. */
export type Code =
  | "DevicesDenied" | "CameraDenied" | "MicrophoneDenied" | "FrameNotAllowed" | "FrameDenied" | "DevicesMissing"
  | "CameraMissing" | "MicrophoneMissing" | "DevicesBusy" | "CameraBusy" | "MicrophoneBusy" | "DevicesFailed"
  | "CameraFailed" | "MicrophoneFailed" | "CameraSwitched" | "MicrophoneSwitched" | "CameraUnplugged"
  | "MicrophoneUnplugged" | "CameraStopped" | "MicrophoneStopped" | "CameraWithdrawn" | "MicrophoneWithdrawn"
  | "CameraNotSwitched" | "MicrophoneNotSwitched" | "SpeakerNotSwitched" | "CameraWithheld" | "MicrophoneWithheld"
  | "CameraOverconstrained" | "MicrophoneOverconstrained" | "CameraTrackEnded" | "MicrophoneTrackEnded"
  | "ScreenDenied" | "ScreenUnasked" | "ScreenUnsupported" | "ScreenFailed" | "InsecurePage" | "ServerAddress"
  | "ServerForbidden" | "ServerUnreachable" | "SignallingVersion" | "TokenMissing" | "TokenRefused"
  | "TokenOfOtherRoom" | "TokenNotValid" | "TokenUnbounded" | "TokenUsed" | "OriginRefused" | "RoomFull" | "RoomNameRefused"
  | "NotLetIn" | "RemovedFromRoom" | "RoomRefused" | "Replaced" | "NoPath" | "TurnRefused"
  | "TurnUnreachable" | "UdpBlocked" | "PeerGone" | "NetworkLost" | "DtlsFailed" | "NoMedia" | "DownloadForbidden"
  | "PictureScrambled" | "RecordingEmpty" | "FrameNoOrigin" | "FrameNoFullScreen" | "FrameNoFloating"
  | "FrameNoWindows" | "FrameNoLoudspeakers" | "ClientNotLoaded" | "ClientMissing" | "ClientVersion" | "WasmForbidden"
  | "MarkupForbidden" | "WebRtcMissing" | "ServerNotListed" | "BrokenDown" | "UnknownOption" | "UnusableOption"
  | "UnusableArgument" | "NotPermitted" | "NameFromToken" | "NotReady" | "Left" | "NothingToSee" | "MessageTooLong" | "NotConnected" | "TooMuchUnsent"
  | "TooMuchData";
