// @ts-check
/** Recordings: of one person, of everyone's sound, or of all that is seen and heard. Loaded when it is used first. */

import { Mix, play } from "./audio.js";
import { VisavisError } from "./client.js";

const WIDTH = 1280;
const HEIGHT = 720;
/** Twenty pictures a second. */
const BETWEEN_PICTURES = 50;
/** As often the recorder hands over what it has, in milliseconds. */
const SLICE = 1000;
/** Firefox may give the last data after `stop`; by then it is there. */
const LAST_DATA_WITHIN = 500;

/**
 * Records the tracks that a stream has now.
 *
 * @param {MediaStream} stream
 * @param {string} [mimeType]
 */
export function recordStream(stream, mimeType) {
  return new Recording(stream.getTracks(), [play(stream)], mimeType);
}

/**
 * Records everyone's sound.
 *
 * @param {() => MediaStream[]} streams whoever is heard at the moment
 * @param {string} [mimeType]
 */
export function recordSound(streams, mimeType) {
  const mix = new Mix(streams);
  return new Recording(mix.tracks, [mix], mimeType);
}

/**
 * Records all pictures side by side, and everyone's sound.
 *
 * @param {() => Iterable<HTMLVideoElement>} videos whatever is seen at the moment
 * @param {() => MediaStream[]} streams whoever is heard at the moment
 */
export function recordCall(videos, streams) {
  const [grid, mix] = [new Grid(videos), new Mix(streams)];
  return new Recording([...grid.tracks, ...mix.tracks], [grid, mix]);
}

/** A recording that is being made. It ends when it is stopped, or with its last track. */
class Recording {
  #recorder;

  /**
   * @param {MediaStreamTrack[]} tracks
   * @param {{ end: () => void }[]} parts what it is made of, and ends with it
   * @param {string} [mimeType]
   */
  constructor(tracks, parts, mimeType) {
    try {
      // A stream of its own: a recorder fails where a stream gets other tracks.
      this.#recorder = begin(new MediaStream(tracks), mimeType);
    } catch (cause) {
      for (const part of parts) part.end();
      throw cause;
    }
    /** What was recorded, once it has ended. */
    this.file = whole(this.#recorder, parts);
  }

  stop() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    return this.file;
  }
}

/** @param {MediaStream} stream @param {string} [mimeType] */
function begin(stream, mimeType) {
  if (mimeType !== undefined && !MediaRecorder.isTypeSupported(mimeType)) {
    throw new VisavisError("UnusableArgument", `This browser does not record "${mimeType}".`);
  }
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
  await new Promise((given) => {
    recorder.addEventListener("dataavailable", given);
    setTimeout(given, LAST_DATA_WITHIN);
  });
  return new Blob(pieces, { type: recorder.mimeType });
}

/** Pictures in a grid, as one track until it is ended. */
class Grid {
  #videos;
  #canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  #brush = this.#canvas.getContext("2d");
  #drawing;

  /** @param {() => Iterable<HTMLVideoElement>} videos */
  constructor(videos) {
    this.#videos = videos;
    // A canvas that was never drawn on gives no track in Firefox.
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
    for (const [index, video] of videos.entries()) {
      if (video.videoWidth === 0) continue;
      const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
      const [shownWidth, shownHeight] = [video.videoWidth * scale, video.videoHeight * scale];
      const left = (index % columns) * width + (width - shownWidth) / 2;
      const top = Math.floor(index / columns) * height + (height - shownHeight) / 2;
      brush.drawImage(video, left, top, shownWidth, shownHeight);
    }
  }

  end() {
    clearInterval(this.#drawing);
    for (const track of this.tracks) track.stop();
  }
}
