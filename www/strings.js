// @ts-check
/**
 * The URLs of the strings of each language except English, which is built into the client. Each URL is written out, so
 * that bundlers find it.
 */
export const STRINGS = {
  ar: new URL("./client/strings/ar.txt", import.meta.url).href,
  de: new URL("./client/strings/de.txt", import.meta.url).href,
  es: new URL("./client/strings/es.txt", import.meta.url).href,
  fr: new URL("./client/strings/fr.txt", import.meta.url).href,
  ja: new URL("./client/strings/ja.txt", import.meta.url).href,
};
