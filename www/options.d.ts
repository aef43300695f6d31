/** The options of a call. */

/** The options of a call. An unknown or mistyped option is named in the error. */
export interface CallOptions {
  /**
   * The address of the signalling server, e.g. `wss://calls.example/signal`. Default: `signal` beside the files of the
   * package, or `/signal` on the page's origin if a bundler has put them into a bundle.
   */
  server?: string;
  /** The room to enter: everyone who enters the same room is in one call. 1 to 128 characters. */
  room: string;
  /** The name shown to the others, unless the token has one. At most 64 characters. */
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
  /** What to ask of the camera. `setConstraints` changes it. Default: about 1,280 × 720, towards the person. */
  videoConstraints?: VideoConstraints | null;
  /** What to ask of the microphone. `setConstraints` changes it. Default: what the browser does for calls. */
  audioConstraints?: AudioConstraints | null;
  /**
   * The bits per second of the camera's video that are sent to each person at most. The number of people limits it as
   * well (2,000,000 with one other person). `setMaxBitrate` changes it.
   */
  maxVideoBitrate?: number | null;
  /** Likewise of a shared screen, which has no other limit. */
  maxScreenBitrate?: number | null;
  /**
   * For `join`: aborting before `join` resolves leaves the room, frees everything and rejects with the signal's reason.
   * Aborting later has no effect; call `leave` instead.
   */
  signal?: AbortSignal;
}

/** A value that is preferred, or what it has to be. */
export type Constraint<Value> = Value | { exact?: Value; ideal?: Value };

/** A number that is preferred, or within which bounds it has to be. */
export type NumericConstraint = number | { exact?: number; ideal?: number; min?: number; max?: number };

/** Constraints on the camera, as in `MediaTrackConstraints`. The camera itself is chosen with `useDevice`. */
export interface VideoConstraints {
  width?: NumericConstraint;
  height?: NumericConstraint;
  aspectRatio?: NumericConstraint;
  frameRate?: NumericConstraint;
  facingMode?: Constraint<"user" | "environment" | "left" | "right">;
  resizeMode?: Constraint<"none" | "crop-and-scale">;
  backgroundBlur?: Constraint<boolean>;
}

/** Constraints on the microphone, as in `MediaTrackConstraints`. */
export interface AudioConstraints {
  echoCancellation?: Constraint<boolean>;
  noiseSuppression?: Constraint<boolean>;
  autoGainControl?: Constraint<boolean>;
  voiceIsolation?: Constraint<boolean>;
  sampleRate?: NumericConstraint;
  sampleSize?: NumericConstraint;
  channelCount?: NumericConstraint;
  latency?: NumericConstraint;
}
