// @ts-check
/** Takes snapshots of streams and videos. Loaded on first use. */

import { mustBeFaithful } from "./canvas.js";
import { VisavisError } from "./client.js";

/** The time within which a camera that is on has delivered a frame. */
const PICTURE_WITHIN = 3000;

/**
 * Returns the current frame of a stream, as PNG.
 *
 * @param {MediaStream} stream
 */
export async function snapshotOfStream(stream) {
  if (stream.getVideoTracks().length === 0) throw nothing();
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  try {
    // A camera that is off has a track but no frames, and `play` would wait for ever.
    await Promise.race([video.play(), nothingAfter(PICTURE_WITHIN)]);
    return await snapshotOfVideo(video);
  } finally {
    video.srcObject = null;
  }
}

/**
 * Returns the current frame of a video, as PNG.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob>}
 */
export async function snapshotOfVideo(video) {
  // A size may be known before there is a frame, and then an empty picture would be drawn.
  if (video.videoWidth === 0 || video.readyState < video.HAVE_CURRENT_DATA) throw nothing();
  mustBeFaithful();
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new VisavisError("NothingToSee", "The picture could not be made."));
    });
  });
}

/** @param {number} millis @returns {Promise<never>} */
function nothingAfter(millis) {
  return new Promise((_, reject) => void setTimeout(() => reject(nothing()), millis));
}

function nothing() {
  return new VisavisError("NothingToSee", "There is no picture of that person.");
}
