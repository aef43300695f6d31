// @ts-check
/** Pictures of what is seen. Loaded when it is used first. */

import { VisavisError } from "./client.js";

/** By then a camera that is on has given a picture. */
const PICTURE_WITHIN = 3000;

/**
 * The picture that a stream shows now, as PNG.
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
    // Where a camera is off there is a track and no picture, and playing would wait for ever.
    await Promise.race([video.play(), nothingAfter(PICTURE_WITHIN)]);
    return await snapshotOfVideo(video);
  } finally {
    video.srcObject = null;
  }
}

/**
 * The picture that a video shows now, as PNG.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob>}
 */
export async function snapshotOfVideo(video) {
  if (video.videoWidth === 0) throw nothing();
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
