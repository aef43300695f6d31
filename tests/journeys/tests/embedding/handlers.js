// A page with badly behaved event handlers. `?headless` runs it without the element; `?throw` throws in every handler,
// and `?back` calls methods of the call from every handler.
const given = new URLSearchParams(location.search);
const ROOM = "handlers";
const TYPES = [
  "ownIdChanged", "signallingChanged", "waiting", "hostChanged", "knocking", "personJoined", "personRenamed", "personLeft", "linkChanged",
  "mediaChanged", "streamChanged", "connectionChanged", "devicesChanged", "said", "dataOpened", "qualityChanged",
  "linkProblem", "failed", "left",
];
const throws = given.has("throw");
Object.assign(window, { errors: [], heard: [], times: {} });
window.onerror = (message) => void window.errors.push(message);

/** Counts the events of a type. */
const nth = (type) => (window.times[type] = (window.times[type] ?? 0) + 1);

function hear(event, call) {
  window.heard.push(event.type);
  const count = nth(event.type);
  if (given.has("back")) callBack(event, count, call);
  if (throws) throw new Error(`of ${event.type}`);
}

/** Leaves when the first person joins, rejoins after that, mutes on seeing somebody, and leaves on a message. */
function callBack(event, count, call) {
  switch (event.type) {
    case "personJoined":
      if (count === 1) call.leave();
      break;
    case "left":
      if (count === 1) enter();
      break;
    case "streamChanged":
      if (event.id !== undefined && window.times.left === 1) call.mute();
      break;
    case "said":
      if (event.id !== undefined) end(call);
      break;
    default:
  }
}

const { join } = await import("SERVERvisavis.js");
const element = document.createElement("vis-a-vis");
const isHeadless = given.has("headless");

async function enter() {
  if (!isHeadless) return element.join("Ada");
  window.call = await join({ room: ROOM, server: "SIGNAL", name: "Ada" }, hear);
}

const end = (call) => (isHeadless ? call.end() : element.remove());

window.say = (text) => (isHeadless ? window.call : element).sendMessage(text);
window.leave = () => (isHeadless ? window.call : element).leave();

if (isHeadless) {
  await enter();
} else {
  for (const type of TYPES) {
    element.addEventListener(`visavis-${type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, ({ detail }) => hear(detail, element));
  }
  element.setAttribute("server", "SIGNAL");
  element.setAttribute("room", ROOM);
  element.setAttribute("name", "Ada");
  element.setAttribute("autojoin", "");
  document.body.append(element);
}
