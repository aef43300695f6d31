/** What a call makes on request: snapshots, recordings, taps and reports, and messages between pages. */

/** A recording in progress. */
export interface Recording {
  /**
   * Ends the recording and resolves with it; rejects with `RecordingEmpty` if there is nothing in it. The recording ends
   * with the call at the latest. Further calls resolve with the same recording.
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

/** Methods of a call that return a promise. It rejects with `NotReady` or `Left` if there is no call. */
export interface CallRequests {
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
  /**
   * Takes a snapshot of that person's video or, without `id`, of this person's, as PNG. Rejects with `NothingToSee`, or
   * with `PictureScrambled` if the browser's protection against fingerprinting would make it noise.
   */
  snapshot(id?: string): Promise<Blob>;
  /**
   * Records one person (`of`: what they send now, until their connection is replaced) or, without `of`, the mixed audio
   * of everyone, including this person, those who join later, and shared screens. The recording ends with the call.
   * Rejects with `NothingToSee`, with `NotPermitted` if this person's token lacks the permission `record` (it ends when a
   * new one lacks it), or with `UnusableArgument` if the browser does not support the type (Chromium and
   * Firefox support `audio/webm` and `video/webm`). `stop` rejects with `RecordingEmpty` if nothing was recorded.
   *
   * Everyone in the call is told before it begins (`recordingChanged`), sees who records and since when, and hears a
   * sound. It resolves when all who can be reached have acknowledged that, within 6 s; whoever cannot be reached is told
   * later. Whether you have to ask for their consent as well is for you to find out.
   */
  record(options?: { of?: string; mimeType?: string }): Promise<Recording>;
  /**
   * Calls `hear` with the audio of one person (`of`), or of the microphone, as samples, about 47 times a second, as
   * soon as the page may play sound: browsers require a prior click, or a microphone in use. It taps the current track:
   * tap again after a change of device or connection. A tap of another person is told to everyone, as `record` is, in
   * words of its own, and needs the permission `record`. Rejects with `NothingToSee`, or with `ClientMissing` (`pcm.js`, which an `AudioWorklet` runs, was
   * not deployed, or `script-src` forbids it).
   */
  tapAudio(hear: (piece: AudioPiece) => void, options?: { of?: string }): Promise<Tap>;
  /**
   * Calls `see` with the video frames of one person (`of`), or of this side's camera, one after the other; with `shows:
   * "screen"`, those of the shared screen. Frames that arrive while your function is running are skipped. It taps the
   * current track, as `tapAudio` does.
   *
   * Browsers with `MediaStreamTrackProcessor` (Chromium) provide the frames themselves, as `VideoFrame`, also in a
   * hidden page. The others (Firefox, Safari) provide an `ImageBitmap` of each frame that would be shown: at most the
   * refresh rate of the display, and none while the page is hidden. Rejects with `NothingToSee`. A tap of another person
   * is told to everyone.
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
}
