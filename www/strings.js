// @ts-check
/**
 * Where the words of each language are but those of English, which the client has inside. Each is named whole, so that a
 * bundler finds it.
 */
export const STRINGS = {
  ar: new URL("./client/strings/ar.txt", import.meta.url).href,
  de: new URL("./client/strings/de.txt", import.meta.url).href,
  es: new URL("./client/strings/es.txt", import.meta.url).href,
  fr: new URL("./client/strings/fr.txt", import.meta.url).href,
  ja: new URL("./client/strings/ja.txt", import.meta.url).href,
};
