// @ts-check
import { VisavisError, hasLeft, loaded } from "./client.js";

/**
 * @import { Announcer } from "./announcer.js"
 * @import { Meter } from "./audio.js"
 * @import { CallEvent } from "./events.d.ts"
 * @import { CallState } from "./state.js"
 * @import { AudioPiece, PersonRecording, Picture } from "./types.d.ts"
 */

/** The time before loading a part is retried. */
const RETRY_AFTER = 5000;

/** The sinks of a call: levels, snapshots, recordings, taps and reports. Each part is loaded on first use. */
export class Sinks {
  #state;
  /** The meter of the microphone. @type {Meter | undefined} */
  #meter;
  /** @type {typeof import("./audio.js") | undefined} */
  #audio;
  #isLoadingAudio = false;
  /**
   * Recordings and taps, which end with the call; each with what tells the others of its end, and what it keeps of them.
   *
   * @type {Map<{ stop: () => void }, { end: () => void, keeps: PersonRecording }>}
   */
  #running = new Map();
  #declare;
  /** Tells the others of recordings and taps, once there was one. @type {Announcer | undefined} */
  #announcer;
  /** The error with which new requests are rejected, once set. @type {Error | undefined} */
  #end;
  /** The number of calls that were left: requests made in one call do not apply to the next. */
  #left = 0;

  /**
   * @param {CallState} state
   * @param {(state: PersonRecording) => void} [declare] tells the others what is kept of them
   */
  constructor(state, declare = () => {}) {
    this.#state = state;
    this.#declare = declare;
  }

  /** Keeps in step with the call. @param {CallEvent} event */
  follow(event) {
    switch (event.type) {
      case "ownIdChanged":
        this.#announcer?.joined();
        break;
      case "recordingChanged":
        if (event.id === undefined) this.#announcer?.heard(event.state);
        break;
      case "streamChanged":
        if (event.id === undefined && event.shows === "person") this.#stopMeter();
        break;
      case "notPermitted":
        if (event.permission === "record") this.#endWhatKeeps(new VisavisError(event.code, event.message));
        break;
      case "left":
        this.stop();
        break;
      default:
    }
  }

  /** The audio part for synchronous callers, which ask again: `undefined` until it is loaded. */
  get audio() {
    return this.#audio;
  }

  /** Creates a meter for a stream; returns `undefined` until the audio part is loaded. @param {MediaStream} stream */
  meter(stream) {
    if (!this.#audio && !this.#isLoadingAudio) {
      this.#isLoadingAudio = true;
      import("./audio.js").then(
        (audio) => (this.#audio = audio),
        () => setTimeout(() => (this.#isLoadingAudio = false), RETRY_AFTER),
      );
    }
    return this.#audio && new this.#audio.Meter(stream);
  }

  get level() {
    const stream = this.#state.ownStream;
    if (stream) this.#meter ??= this.meter(stream);
    return this.#meter?.level ?? 0;
  }

  #stopMeter() {
    this.#meter?.close();
    this.#meter = undefined;
  }

  /** @param {string} [id] */
  async snapshot(id) {
    const stream = this.#state.streamOf(id);
    // The last frame of a camera that is off would pass for what is there now.
    const { camera } = this.#state.mediaOf(id);
    if (camera && camera !== "on") throw new VisavisError("NothingToSee", "The camera of that person is off.");
    return (await loaded(import("./snapshot.js"))).snapshotOfStream(stream);
  }

  /** @param {HTMLVideoElement} video */
  async snapshotOfVideo(video) {
    return (await loaded(import("./snapshot.js"))).snapshotOfVideo(video);
  }

  /**
   * @param {string} [of]
   * @param {string} [mimeType]
   */
  async record(of, mimeType) {
    const stream = of === undefined ? undefined : this.#state.streamOf(of);
    const recording = await this.#run(
      "recording",
      import("./recording.js"),
      ({ recordSound, recordStream }) => (stream ? recordStream(stream, mimeType) : recordSound(this.#heard, mimeType)),
      ({ mustRecord }) => mustRecord(mimeType),
    );
    return this.#handle(recording);
  }

  /** Records all videos and everyone's audio. @param {() => Iterable<HTMLVideoElement>} videos those visible */
  async recordCall(videos) {
    const recording = await this.#run("recording", import("./recording.js"), ({ recordCall }) => recordCall(videos, this.#heard));
    return { ...this.#handle(recording), file: recording.file, isSoundOnly: recording.isSoundOnly };
  }

  /**
   * @param {(piece: AudioPiece) => void} hear
   * @param {string} [of]
   */
  async tapAudio(hear, of) {
    const stream = this.#state.streamOf(of, "person", "audio");
    return this.#handle(await this.#run(keptOf(of), import("./taps.js"), ({ tapAudio }) => tapAudio(stream, hear)));
  }

  /**
   * @param {(picture: Picture) => void | Promise<void>} see
   * @param {string} [of]
   * @param {"person" | "screen"} [shows]
   */
  async tapVideo(see, of, shows) {
    const stream = this.#state.streamOf(of, shows, "video");
    return this.#handle(await this.#run(keptOf(of), import("./taps.js"), ({ tapVideo }) => tapVideo(stream, see)));
  }

  /** @param {ParentNode} [root] of the interface, if there is one */
  async report(root) {
    return (await loaded(import("./report.js"))).report(this.#state, root);
  }

  /** Returns the report as JSON. @param {ParentNode} root of the interface */
  async reportText(root) {
    const { report, toJson } = await loaded(import("./report.js"));
    return toJson(await report(this.#state, root));
  }

  /** Ends all sinks; the call may be joined again. */
  stop() {
    this.#left += 1;
    for (const sink of this.#running.keys()) this.#drop(sink);
    this.#announcer?.left(this.#end);
  }

  /** Ends what keeps something of the others, which this person may not. @param {Error} why */
  #endWhatKeeps(why) {
    for (const [sink, { keeps }] of this.#running) if (keeps !== "off") this.#drop(sink);
    this.#announcer?.left(why);
  }

  /** @param {{ stop: () => void }} sink */
  #drop(sink) {
    const running = this.#running.get(sink);
    this.#running.delete(sink);
    void sink.stop();
    running?.end();
  }

  /** Ends all sinks for good. @param {Error} why */
  end(why) {
    this.#end = why;
    this.#stopMeter();
    this.stop();
  }

  #heard = () => this.#state.streams();

  /**
   * Starts a sink that ends with the call, once the others know of it. They are not told of what cannot begin.
   *
   * @template M
   * @template {{ stop: () => unknown, ended: Promise<unknown> }} S
   * @param {PersonRecording} keeps
   * @param {Promise<M>} part
   * @param {(part: M) => S | Promise<S>} begin
   * @param {(part: M) => void} [check]
   */
  async #run(keeps, part, begin, check) {
    const left = this.#left;
    const module = await loaded(part);
    this.#mustGoOn(left);
    check?.(module);
    const end = await this.#announce(keeps);
    try {
      this.#mustGoOn(left);
      const sink = await begin(module);
      if (left !== this.#left) void sink.stop();
      this.#mustGoOn(left);
      this.#running.set(sink, { end, keeps });
      sink.ended.then(end, end);
      return sink;
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Resolves when the others know, with a function that tells them of the end. @param {PersonRecording} keeps */
  async #announce(keeps) {
    if (keeps === "off") return () => {};
    const { Announcer } = await loaded(import("./announcer.js"));
    this.#announcer ??= new Announcer(this.#declare);
    return this.#announcer.begin(keeps, this.#state.isInCall);
  }

  /** @param {number} left */
  #mustGoOn(left) {
    if (this.#end || left !== this.#left) throw this.#end ?? hasLeft();
  }

  /**
   * @template T
   * @param {{ stop: () => T }} sink
   */
  #handle(sink) {
    const stop = () => {
      this.#running.get(sink)?.end();
      this.#running.delete(sink);
      return sink.stop();
    };
    return { stop };
  }
}

/** Returns what a tap keeps of the others; one's own camera and microphone are one's own. @param {string} [of] */
function keptOf(of) {
  return of === undefined ? "off" : "tapping";
}
