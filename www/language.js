// @ts-check
/** Which language our own pages speak. */

import { STRINGS } from "./strings.js";

const LANGUAGES = ["en", ...Object.keys(STRINGS)];

/** The first of the person's languages that we have, or English. */
function ownLanguage() {
  const theirs = navigator.languages.map((tag) => tag.replace(/-.*/, "").toLowerCase());
  return theirs.find((language) => LANGUAGES.includes(language)) ?? "en";
}

/**
 * The page and its element speak this language, or the person's own.
 *
 * @param {Element | null} call
 * @param {string | null} [language]
 */
export function speak(call, language) {
  const spoken = language || ownLanguage();
  document.documentElement.lang = spoken;
  call?.setAttribute("lang", spoken);
}
