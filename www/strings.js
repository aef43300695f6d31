// @ts-check
/** The files of strings of each language except English, which is built into the client. */

import { located } from "./place.js";

/** Each URL is written out, so that bundlers find the file. @type {Record<string, () => URL>} */
const FILES = {
  ar: () => new URL("./client/strings/ar.txt", import.meta.url),
  de: () => new URL("./client/strings/de.txt", import.meta.url),
  es: () => new URL("./client/strings/es.txt", import.meta.url),
  fr: () => new URL("./client/strings/fr.txt", import.meta.url),
  ja: () => new URL("./client/strings/ja.txt", import.meta.url),
};

export const LANGUAGES = ["en", ...Object.keys(FILES)];

/** Returns the URL of the strings of each language. */
export function strings() {
  const files = Object.entries(FILES);
  return Object.fromEntries(files.map(([tag, beside]) => [tag, located(`client/strings/${tag}.txt`, beside).href]));
}
