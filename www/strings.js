// @ts-check
/** The files of strings of each language except English, which is built into the client. */

import { located } from "./place.js";

/** Each URL is written out, so that bundlers find the file. */
const beside = () => ({
  ar: new URL("./client/strings/ar.txt", import.meta.url),
  de: new URL("./client/strings/de.txt", import.meta.url),
  es: new URL("./client/strings/es.txt", import.meta.url),
  fr: new URL("./client/strings/fr.txt", import.meta.url),
  ja: new URL("./client/strings/ja.txt", import.meta.url),
});

export const LANGUAGES = /** @type {const} */ (["ar", "de", "es", "fr", "ja"]);

/** Returns the URL of the strings of each language. */
export function strings() {
  return Object.fromEntries(
    LANGUAGES.map((tag) => [tag, located(`client/strings/${tag}.txt`, () => beside()[tag]).href]),
  );
}
