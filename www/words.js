// @ts-check
/**
 * Where the words of each language are but those of English, which the client has inside. Each is named whole, so that a
 * bundler finds it.
 */
export const WORDS = {
  ar: new URL("./client/words/ar.txt", import.meta.url).href,
  de: new URL("./client/words/de.txt", import.meta.url).href,
  es: new URL("./client/words/es.txt", import.meta.url).href,
  fr: new URL("./client/words/fr.txt", import.meta.url).href,
  ja: new URL("./client/words/ja.txt", import.meta.url).href,
};
