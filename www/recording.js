// @ts-check
/** Records one person, everyone's audio, or all visible video with everyone's audio. Loaded on first use. */

import { Mix, play } from "./audio.js";
import { isFaithful } from "./canvas.js";
import { VisavisError } from "./client.js";

const WIDTH = 1280;
const HEIGHT = 720;
/** Twenty frames a second. */
const BETWEEN_PICTURES = 50;
/** The interval at which the recorder delivers data, in milliseconds. */
const SLICE = 1000;
/** Firefox may deliver the last data after `stop`, but within this time. */
const LAST_DATA_WITHIN = 500;
/** On a busy machine that may take longer; it matters if all data is still to come. */
const ONLY_DATA_WITHIN = 5000;

/**
 * Records the current tracks of a stream.
 *
 * @param {MediaStream} stream
 * @param {string} [mimeType]
 */
export function recordStream(stream, mimeType) {
  return new Recording(stream.getTracks(), [play(stream)], mimeType);
}

/**
 * Records everyone's audio.
 *
 * @param {() => MediaStream[]} streams those audible at the moment
 * @param {string} [mimeType]
 */
export function recordSound(streams, mimeType) {
  const mix = new Mix(streams);
  return new Recording(mix.tracks, [mix], mimeType);
}

/**
 * Records all videos side by side, and everyone's audio; that alone (`isSoundOnly`) if the browser scrambles pictures.
 *
 * @param {() => Iterable<HTMLVideoElement>} videos those visible at the moment
 * @param {() => MediaStream[]} streams those audible at the moment
 */
export function recordCall(videos, streams) {
  const parts = [...(isFaithful() ? [new Grid(videos)] : []), new Mix(streams)];
  const tracks = parts.flatMap((part) => part.tracks);
  return Object.assign(new Recording(tracks, parts), { isSoundOnly: parts.length === 1 });
}

/** A recording in progress. It ends when it is stopped, or with its last track. */
class Recording {
  #recorder;

  /**
   * @param {MediaStreamTrack[]} tracks
   * @param {{ end: () => void }[]} parts its sources, which end with it
   * @param {string} [mimeType]
   */
  constructor(tracks, parts, mimeType) {
    try {
      // A stream of its own: a recorder fails if the tracks of its stream change.
      this.#recorder = begin(new MediaStream(tracks), mimeType);
    } catch (cause) {
      for (const part of parts) part.end();
      throw cause;
    }
    /** Resolves with the recording when it has ended; rejects with `RecordingEmpty`. */
    this.file = whole(this.#recorder, parts);
    this.ended = this.file;
    // Nobody may be waiting for it.
    this.file.catch(() => {});
  }

  stop() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    return this.file;
  }
}

/** @param {string} [mimeType] */
export function mustRecord(mimeType) {
  if (mimeType === undefined || MediaRecorder.isTypeSupported(mimeType)) return;
  throw new VisavisError("UnusableArgument", `This browser does not record "${mimeType}".`);
}

/** @param {MediaStream} stream @param {string} [mimeType] */
function begin(stream, mimeType) {
  const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  try {
    recorder.start(SLICE);
  } catch (cause) {
    throw new VisavisError("NothingToSee", "There is no picture and no sound to record of that person.", cause);
  }
  return recorder;
}

/** @param {MediaRecorder} recorder @param {{ end: () => void }[]} parts */
async function whole(recorder, parts) {
  /** @type {Blob[]} */
  const pieces = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  await new Promise((stopped) => recorder.addEventListener("stop", stopped));
  for (const part of parts) part.end();
  const isEmpty = pieces.every((piece) => piece.size === 0);
  await new Promise((given) => {
    recorder.addEventListener("dataavailable", ({ data }) => data.size > 0 && given(data));
    setTimeout(given, isEmpty ? ONLY_DATA_WITHIN : LAST_DATA_WITHIN);
  });
  // Firefox tells it with the data alone.
  const type = recorder.mimeType || pieces.find((piece) => piece.type)?.type;
  const file = new Blob(pieces, { type });
  if (file.size > 0) return file;
  throw new VisavisError(
    "RecordingEmpty",
    "Nothing was recorded: no audio or video arrived before the end. Record again, for longer.",
  );
}

/** Draws videos in a grid, as one track until it is ended. */
class Grid {
  #videos;
  #canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  #brush = this.#canvas.getContext("2d");
  #drawing;

  /** @param {() => Iterable<HTMLVideoElement>} videos */
  constructor(videos) {
    this.#videos = videos;
    // In Firefox, a canvas that was never drawn on has no track.
    this.#draw();
    this.tracks = this.#canvas.captureStream().getVideoTracks();
    this.#drawing = setInterval(() => this.#draw(), BETWEEN_PICTURES);
  }

  #draw() {
    const brush = this.#brush;
    if (!brush) return;
    brush.fillStyle = "#0c0e11";
    brush.fillRect(0, 0, WIDTH, HEIGHT);
    const videos = [...this.#videos()];
    const columns = Math.ceil(Math.sqrt(videos.length));
    const rows = Math.ceil(videos.length / columns);
    const [width, height] = [Math.floor(WIDTH / columns), Math.floor(HEIGHT / rows)];
    videos.forEach((video, index) => {
      if (video.videoWidth === 0) return;
      const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
      const [shownWidth, shownHeight] = [video.videoWidth * scale, video.videoHeight * scale];
      const left = (index % columns) * width + (width - shownWidth) / 2;
      const top = Math.floor(index / columns) * height + (height - shownHeight) / 2;
      brush.drawImage(video, left, top, shownWidth, shownHeight);
    });
  }

  end() {
    clearInterval(this.#drawing);
    for (const track of this.tracks) track.stop();
  }
}
