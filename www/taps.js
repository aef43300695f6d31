// @ts-check
/** Taps of a stream: its audio samples and its video frames. Loaded on first use. */

import { VisavisError } from "./client.js";
import { close, play, start } from "./audio.js";
import { located } from "./place.js";

/** @import { AudioPiece, Picture } from "./types.d.ts" */

/**
 * @param {MediaStream} stream
 * @param {(piece: AudioPiece) => void} hear
 */
export async function tapAudio(stream, hear) {
  const [track] = stream.getAudioTracks();
  if (!track) throw new VisavisError("NothingToSee", "There is no sound of that person.");
  const context = start();
  const only = new MediaStream([track]);
  const playing = play(only);
  /** Held until the tap ends: an unreferenced node may be garbage-collected. @type {AudioNode | undefined} */
  let source;
  const stopping = new AbortController();
  const stop = () => {
    stopping.abort();
    source?.disconnect();
    playing.end();
    close(context);
  };
  const ended = new Promise((resolve) => {
    track.addEventListener("ended", resolve);
    stopping.signal.addEventListener("abort", resolve);
  });
  try {
    await context.audioWorklet.addModule(located("pcm.js", () => new URL("./pcm.js?no-inline", import.meta.url)));
  } catch (cause) {
    stop();
    throw new VisavisError("ClientMissing", "The file pcm.js of the video call couldn't be loaded.", cause);
  }
  const mono = { numberOfOutputs: 0, channelCount: 1, channelCountMode: /** @type {const} */ ("explicit") };
  const node = new AudioWorkletNode(context, "visavis-pieces", mono);
  node.port.addEventListener("message", ({ data }) => {
    if (!stopping.signal.aborted) hear(data);
  });
  node.port.start();
  source = context.createMediaStreamSource(only);
  source.connect(node);
  return { stop, ended };
}

/**
 * @param {MediaStream} stream
 * @param {(picture: Picture) => void | Promise<void>} see
 */
export function tapVideo(stream, see) {
  const [track] = stream.getVideoTracks();
  if (!track) throw new VisavisError("NothingToSee", "There is no picture of that person.");
  const stopping = new AbortController();
  const { signal } = stopping;
  const pictures = "MediaStreamTrackProcessor" in window ? ofTrack(track, signal) : ofVideo(track, signal);
  // Ends with the track or the tap.
  const ended = show(pictures, see, signal).catch(() => {});
  return { stop: () => stopping.abort(), ended };
}

/**
 * Passes frames to `see` one after the other: frames that arrive meanwhile are skipped.
 *
 * @param {AsyncGenerator<Picture>} pictures
 * @param {(picture: Picture) => void | Promise<void>} see
 * @param {AbortSignal} signal
 */
async function show(pictures, see, signal) {
  for await (const picture of pictures) {
    try {
      if (!signal.aborted) await see(picture);
    } catch (error) {
      reportError(error);
    } finally {
      picture.image.close();
    }
    if (signal.aborted) return;
  }
}

/**
 * @param {MediaStreamTrack} track
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Picture>}
 */
async function* ofTrack(track, signal) {
  const { MediaStreamTrackProcessor } = /** @type {any} */ (window);
  const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable.getReader();
  signal.addEventListener("abort", () => reader.cancel());
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield { image: value, timestamp: value.timestamp, width: value.displayWidth, height: value.displayHeight };
  }
}

/**
 * @param {MediaStreamTrack} track
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Picture>}
 */
async function* ofVideo(track, signal) {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  // It does not play before its first frame, which may never come.
  video.play().catch(() => {});
  /** @type {(shown?: VideoFrameCallbackMetadata) => void} */
  let wake = () => {};
  signal.addEventListener("abort", () => {
    video.srcObject = null;
    wake();
  });
  while (!signal.aborted) {
    /** @type {VideoFrameCallbackMetadata | undefined} */
    const shown = await new Promise((resolve) => {
      wake = resolve;
      video.requestVideoFrameCallback((_, metadata) => resolve(metadata));
    });
    if (!shown) return;
    const image = await createImageBitmap(video);
    // In Firefox, `mediaTime` does not always advance for remote streams.
    yield { image, timestamp: Math.round(shown.presentationTime * 1e3), width: image.width, height: image.height };
  }
}
