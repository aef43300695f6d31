// @ts-check
/** Chooses the language of the stand-alone page and the page for a frame. */

import { LANGUAGES } from "./strings.js";

/** @type {string[]} */
const SPOKEN = ["en", ...LANGUAGES];

/** The first of the browser's languages that is supported, or English. */
function preferredLanguage() {
  const preferred = navigator.languages.map((tag) => tag.replace(/-.*/, "").toLowerCase());
  return preferred.find((language) => SPOKEN.includes(language)) ?? "en";
}

/**
 * Sets the language of the page and its element: the given one, or the one that the person prefers.
 *
 * @param {Element | null} call
 * @param {string | null} [language]
 */
export function speak(call, language) {
  const spoken = language || preferredLanguage();
  document.documentElement.lang = spoken;
  call?.setAttribute("lang", spoken);
}
