// @ts-check
/** The page around a frame: it says hello, sends commands and is told what happens. */

const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
const log = /** @type {HTMLElement} */ (document.getElementById("log"));
/** Where the frame's page comes from: the only one that is spoken to, and the only one that is heard. */
const origin = new URL(frame.src).origin;

/**
 * @param {string} command
 * @param {string[]} words
 */
function command(command, ...words) {
  frame.contentWindow?.postMessage({ visavis: 1, command, words }, origin);
}

addEventListener("message", ({ data, origin: from, source }) => {
  if (source !== frame.contentWindow || from !== origin || data?.visavis !== 1) return;
  log.textContent += `${JSON.stringify(data.event)}\n`;
});

frame.addEventListener("load", () => command("hello"));
// Loaded before this script ran: a hello too many does nothing.
command("hello");

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => command(String(button.dataset.command)));
}
