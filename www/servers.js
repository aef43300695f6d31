// @ts-check
/**
 * Which call server a link (`?server=…`) may name: a link must not lead people, on a page that they trust, to the server
 * of a stranger.
 */

import { ownServer } from "./place.js";

const MESSAGE = "This link names a call server that this page doesn't use. Ask for a link without it.";

/**
 * Sets the server that the link names, if the page lists it: its own, that of its element, and those of
 * `<meta name="visavis-servers" content="wss://calls.example/signal …">`. Otherwise shows why not, and returns false.
 *
 * @param {Element} call
 * @param {string | null} named
 */
export function takeServer(call, named) {
  if (!named) return true;
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=visavis-servers]"));
  const listed = [ownServer(), call.getAttribute("server") ?? "", ...(meta?.content.split(/\s+/) ?? [])];
  if (listed.some((one) => one !== "" && socketAddress(one) === socketAddress(named))) {
    call.setAttribute("server", named);
    return true;
  }
  refuse(call);
  return false;
}

/** @param {string} given */
function socketAddress(given) {
  if (!URL.canParse(given, document.baseURI)) return given;
  const url = new URL(given, document.baseURI);
  url.hash = "";
  return url.href.replace(/^http/, "ws");
}

/** @param {Element} call */
function refuse(call) {
  const code = "ServerNotListed";
  const sentence = document.createElement("p");
  sentence.className = "plain";
  sentence.setAttribute("role", "alert");
  sentence.textContent = `${MESSAGE} (${code})`;
  // Nothing is mounted, so the content of the element is shown.
  call.replaceChildren(sentence);
  const detail = { type: "failed", code, message: MESSAGE };
  call.dispatchEvent(new CustomEvent("visavis-failed", { detail, bubbles: true, composed: true }));
}
