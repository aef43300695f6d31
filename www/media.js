// @ts-check
/** What is made of streams: how loud, a picture, a recording. Loaded when it is used first. */

import { VisavisError } from "./client.js";

/** How loud a stream is, from 0 (silence) to 1. */
export class LevelMeter {
  #stream;
  #context = start();
  #analyser = this.#context.createAnalyser();
  #samples = new Float32Array(this.#analyser.fftSize);
  /** @type {MediaStreamTrack | undefined} */
  #track;
  /** @type {MediaStreamAudioSourceNode | undefined} */
  #source;

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  get level() {
    this.#follow();
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.min(1, Math.sqrt(power));
  }

  /** A node stays with the track that it began with, and no event tells that the stream has another one. */
  #follow() {
    const track = this.#stream.getAudioTracks()[0];
    if (track === this.#track) return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = track && this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source?.connect(this.#analyser);
  }

  end() {
    this.#source?.disconnect();
    close(this.#context);
  }
}

/**
 * The picture that a stream shows now, as PNG.
 *
 * @param {MediaStream} stream
 * @returns {Promise<Blob>}
 */
export async function snapshot(stream) {
  if (stream.getVideoTracks().length === 0) throw new VisavisError("NothingToSee", "There is no picture of that person.");
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  try {
    // Where a camera is off there is a track and no picture, and playing would wait for ever.
    await Promise.race([video.play(), nothingAfter(3000)]);
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new VisavisError("NothingToSee", "The picture could not be made."));
      });
    });
  } finally {
    video.srcObject = null;
  }
}

/** @param {number} millis @returns {Promise<never>} */
function nothingAfter(millis) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new VisavisError("NothingToSee", "There is no picture of that person.")), millis);
  });
}

/** A recording of the tracks that a stream has now, or of everyone's sound. */
export class Recording {
  #recorder;
  #mix;
  #playing;
  /** @type {Blob[]} */
  #pieces = [];
  /** @type {Promise<Blob>} */
  #whole;

  /**
   * @param {MediaStream | undefined} stream everyone's sound, if there is none
   * @param {string} [mimeType]
   */
  constructor(stream, mimeType) {
    if (mimeType !== undefined && !MediaRecorder.isTypeSupported(mimeType)) {
      throw new VisavisError("UnusableArgument", `This browser does not record "${mimeType}".`);
    }
    this.#mix = stream ? undefined : new Mix();
    // Of its own: a recorder fails where a stream gets other tracks.
    const recorded = stream ? new MediaStream(stream.getTracks()) : this.#mix?.stream;
    this.#recorder = new MediaRecorder(/** @type {MediaStream} */ (recorded), mimeType === undefined ? {} : { mimeType });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#pieces.push(data));
    this.#whole = new Promise((resolve) => {
      this.#recorder.addEventListener("stop", () => {
        this.#mix?.end();
        this.#playing?.end();
        resolve(new Blob(this.#pieces, { type: this.#recorder.mimeType }));
      });
    });
    this.#playing = stream && play(stream);
    try {
      this.#recorder.start(1000);
    } catch (cause) {
      this.#mix?.end();
      this.#playing?.end();
      throw new VisavisError("NothingToSee", "There is no picture and no sound to record of that person.", cause);
    }
  }

  /** These are all who are heard now. @param {MediaStream[]} streams */
  follow(streams) {
    this.#mix?.follow(streams);
  }

  stop() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    return this.#whole;
  }
}

/** The sound of several, of whom some come and some go. */
class Mix {
  #context = start();
  #output = this.#context.createMediaStreamDestination();
  /** @type {Map<MediaStreamTrack, { end: () => void }>} */
  #sources = new Map();

  get stream() {
    return this.#output.stream;
  }

  /** @param {MediaStream[]} streams */
  follow(streams) {
    const tracks = streams.flatMap((stream) => stream.getAudioTracks());
    for (const [track, source] of this.#sources) {
      if (tracks.includes(track)) continue;
      source.end();
      this.#sources.delete(track);
    }
    for (const track of tracks) {
      if (this.#sources.has(track)) continue;
      const only = new MediaStream([track]);
      const [playing, source] = [play(only), this.#context.createMediaStreamSource(only)];
      source.connect(this.#output);
      this.#sources.set(track, { end: () => (source.disconnect(), playing.end()) });
    }
  }

  end() {
    this.follow([]);
    close(this.#context);
  }
}

/**
 * Chromium gives no sound of others to a node or a recorder unless something plays it (crbug.com/933677).
 *
 * @param {MediaStream} stream
 */
export function play(stream) {
  const player = new Audio();
  player.muted = true;
  player.srcObject = stream;
  player.play().catch(() => {});
  return { end: () => void (player.srcObject = null) };
}

/** Runs as soon as the page may have sound: not every browser starts it by itself then. */
export function start() {
  const context = new AudioContext();
  context.resume().catch(() => {});
  return context;
}

/** @param {AudioContext} context */
export function close(context) {
  // Closing twice, or in a page that goes away, is no loss.
  context.close().catch(() => {});
}
