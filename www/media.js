// @ts-check
/** What is made of streams: how loud, a picture, a recording. */

import { VisavisError } from "./client.js";

/** How loud a stream is, from 0 (silence) to 1. */
export class LevelMeter {
  #context = new AudioContext();
  #analyser = this.#context.createAnalyser();
  #samples = new Float32Array(this.#analyser.fftSize);
  #source;

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.#source = stream.getAudioTracks().length > 0 ? this.#context.createMediaStreamSource(stream) : undefined;
    this.#source?.connect(this.#analyser);
  }

  get level() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.min(1, Math.sqrt(power));
  }

  end() {
    this.#source?.disconnect();
    // Closing twice, or in a page that goes away, is no loss.
    this.#context.close().catch(() => {});
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
    await video.play();
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

/**
 * Records one stream as it is, or the sound of several mixed together.
 *
 * @param {MediaStream[]} streams
 * @param {string} [mimeType]
 */
export function record(streams, mimeType) {
  const [first, ...others] = streams;
  if (!first) throw new VisavisError("NothingToSee", "There is nothing to record yet.");
  const mix = others.length > 0 ? mixed(streams) : undefined;
  const recorder = new MediaRecorder(mix?.stream ?? first, mimeType === undefined ? {} : { mimeType });
  /** @type {Blob[]} */
  const pieces = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  /** @type {Promise<Blob>} */
  const whole = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      mix?.end();
      resolve(new Blob(pieces, { type: recorder.mimeType }));
    });
  });
  recorder.start(1000);
  return {
    stop() {
      if (recorder.state !== "inactive") recorder.stop();
      return whole;
    },
  };
}

/** @param {MediaStream[]} streams */
function mixed(streams) {
  const context = new AudioContext();
  const mix = context.createMediaStreamDestination();
  for (const stream of streams) {
    if (stream.getAudioTracks().length > 0) context.createMediaStreamSource(stream).connect(mix);
  }
  return { stream: mix.stream, end: () => void context.close().catch(() => {}) };
}
