// @ts-check
/** Where the files of the package are, and the server that belongs to them. */

import { VisavisError } from "./client.js";

/** The folder that the page named. @type {string | undefined} */
let base;

/**
 * Uses the files in this folder, for a page whose bundler does not copy them. The folder holds for the whole page, like
 * the client: the first one counts.
 *
 * @param {unknown} folder
 */
export function useBase(folder) {
  if (folder === undefined || folder === null || folder === "") return;
  if (typeof folder !== "string" || !URL.canParse(folder, document.baseURI)) {
    throw new VisavisError("UnusableOption", 'the option "base" has to be the address of a folder');
  }
  const { href } = new URL(folder.replace(/\/?$/, "/"), document.baseURI);
  base ??= href;
  if (base !== href) console.warn(`visavis: the files come from ${base}, so the base ${href} is not used`);
}

/**
 * Returns the URL of a file: in the folder that the page named, or else beside the modules, where bundlers find it.
 *
 * @param {string} path
 * @param {() => URL} beside
 */
export function located(path, beside) {
  return base === undefined ? beside() : new URL(path, base);
}

/**
 * Returns the address of the server that a call uses unless it is told another one. `visavis-server` has it beside the
 * files, also below a path of a proxy. The place of a bundle says nothing about it.
 */
export function ownServer() {
  // Apart from `new URL`: bundlers look for a file that is named in the same expression.
  const here = import.meta.url;
  // In the package, this module is in `visavis-shared.js`.
  const isBundled = !/^https?:[^?#]*\/(place|visavis-shared)\.js([?#]|$)/.test(here) || /\/(node_modules|@fs)\//.test(here);
  // Our own pages load the files from `v/NAME/`, where browsers may keep them.
  return isBundled ? "/signal" : new URL("signal", here.replace(/\/v\/[0-9a-f]{16}\/[^/]*$/, "/")).href;
}
