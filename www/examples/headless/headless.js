// @ts-check
import { join } from "../../headless.js";

/** @import { Call, CallEvent } from "../../types.d.ts" */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [lobby, chat] = [byId("lobby"), byId("chat")];

/** @param {string} text */
const say = (text) => (byId("status").textContent = text);

/** @type {Call | undefined} */
let call;

enter("name", "join", async (name) => {
  const given = new URLSearchParams(location.search);
  try {
    lobby.hidden = true;
    say("Joining…");
    call = await join({ room: given.get("room") ?? "example-headless", name }, show);
    byId("controls").hidden = chat.hidden = false;
  } catch (error) {
    lobby.hidden = false;
    say(error instanceof Error ? error.message : String(error));
  }
});

/** @param {CallEvent} event @param {Call} call */
function show(event, call) {
  switch (event.type) {
    case "signallingChanged":
      say(event.state);
      break;
    case "streamChanged":
      if (event.shows === "person") showStream(call, event.id ?? "me", event.stream);
      break;
    case "personLeft":
      showStream(call, event.id, null);
      break;
    case "personMediaChanged":
      // A camera that is off would leave its last picture on the screen.
      byId(`person-${event.id}`)?.toggleAttribute("data-dark", event.media.camera !== "on");
      break;
    case "mediaChanged":
      if (event.message) say(event.message);
      break;
    case "said": {
      const row = document.createElement("li");
      // Text, never markup: messages of others are not trusted.
      row.textContent = `${event.id === undefined ? "You" : (call.people.get(event.id)?.name ?? "Someone")}: ${event.text}`;
      byId("said").append(row);
      break;
    }
    case "failed":
      say(event.message);
      // `left` does not follow after a breakdown.
      if (event.code === "BrokenDown") end();
      break;
    case "left":
      end();
      break;
    default:
  }
}

function end() {
  byId("people").replaceChildren();
  byId("controls").hidden = chat.hidden = true;
  for (const button of byId("controls").querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", "false");
  lobby.hidden = false;
}

/**
 * @param {Call} call
 * @param {string} id
 * @param {MediaStream | null} stream
 */
function showStream(call, id, stream) {
  const key = `person-${id}`;
  let video = /** @type {HTMLVideoElement | null} */ (document.getElementById(key));
  if (!stream) return video?.remove();
  if (!video) {
    video = document.createElement("video");
    video.id = key;
    video.autoplay = video.playsInline = true;
    video.muted = id === "me";
    byId("people").append(video);
    // The loudspeaker and the microphone of one machine would cause feedback.
    if (call.people.get(id)?.isSameBrowser) video.muted = true;
    const camera = call.people.get(id)?.media.camera;
    video.toggleAttribute("data-dark", id !== "me" && camera !== undefined && camera !== "on");
  }
  video.srcObject = stream;
}

/**
 * A field that is entered with its button or the Enter key. Not a form, which a frame without `allow-forms` never submits.
 *
 * @param {string} id
 * @param {string} button
 * @param {(text: string, field: HTMLInputElement) => void} act
 */
function enter(id, button, act) {
  const field = /** @type {HTMLInputElement} */ (byId(id));
  byId(button).addEventListener("click", () => act(field.value, field));
  field.addEventListener("keydown", ({ key, isComposing }) => {
    if (key === "Enter" && !isComposing) byId(button).click();
  });
}

/**
 * A button that stays pressed.
 *
 * @param {string} id
 * @param {(isPressed: boolean) => void} act
 */
function toggle(id, act) {
  const button = byId(id);
  button.addEventListener("click", () => {
    const isPressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isPressed));
    act(isPressed);
  });
}

toggle("mute", (isMuted) => (isMuted ? call?.mute() : call?.unmute()));
toggle("camera", (isOff) => (isOff ? call?.cameraOff() : call?.cameraOn()));
byId("leave").addEventListener("click", () => call?.leave());
enter("text", "send", (text, field) => {
  call?.sendMessage(text);
  field.value = "";
});
