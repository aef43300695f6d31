// @ts-check
/** The page around a frame: it says hello, sends commands and logs events. */

const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
const log = /** @type {HTMLElement} */ (document.getElementById("log"));
/** The origin of the frame's page: messages go to it alone and are accepted from it alone. */
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
// The frame may have loaded before this script ran; an extra hello does no harm.
command("hello");

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => command(String(button.dataset.command)));
}
