// @ts-check
/** Tells whether pictures can be read from a canvas. Loaded with what needs it. */

import { VisavisError } from "./client.js";

const SIZE = 16;
/** Some browsers change the colours a little, which spoils no picture. */
const TOLERANCE = 16;

/**
 * Returns whether a known picture can be read back. Protection against fingerprinting (`privacy.resistFingerprinting`
 * of Firefox) returns noise instead, and throws nothing. The person may allow it meanwhile, so ask again each time.
 */
export function isFaithful() {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
  const brush = canvas.getContext("2d");
  if (!brush) return false;
  for (let x = 0; x < SIZE; x += 1) {
    brush.fillStyle = `rgb(${colourAt(x).join(" ")})`;
    brush.fillRect(x, 0, 1, SIZE);
  }
  const { data } = brush.getImageData(0, 0, SIZE, SIZE);
  return data.every((value, index) => {
    const expected = colourAt((index >> 2) % SIZE)[index & 3] ?? 255;
    return Math.abs(value - expected) <= TOLERANCE;
  });
}

/** @throws {VisavisError} `PictureScrambled` */
export function mustBeFaithful() {
  if (isFaithful()) return;
  throw new VisavisError(
    "PictureScrambled",
    "This browser's fingerprinting protection scrambles images captured by a page, so nothing was kept. Click the icon in the address bar to allow canvas data, then try again.",
  );
}

/** @param {number} x */
function colourAt(x) {
  return [x * SIZE, 255 - x * SIZE, (x * 7 * SIZE) % 256];
}
