// A call without our interface, whose options and tracks the journey decides. `paint` is the colour of a track of the
// page's own.
const { join } = await import("SERVERheadless.js");
const given = new URLSearchParams(location.search);

const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
const context = canvas.getContext("2d");
window.paint = "rgb(255 0 0)";
let count = 0;
setInterval(() => {
  context.fillStyle = window.paint;
  context.fillRect(0, 0, 320, 240);
  // Something moves, or no frames are sent.
  context.fillStyle = "rgb(200 0 0)";
  context.fillRect((count += 1) % 300, 0, 20, 20);
}, 50);
window.ownTrack = () => canvas.captureStream(20).getVideoTracks()[0];

window.events = [];
window.begin = async (options) => {
  const server = "SIGNAL";
  window.call = await join({ server, room: "sent", name: given.get("name"), ...options }, (event) => {
    window.events.push(event);
  });
};
window.other = () => [...window.call.people.values()][0];

window.isRed = () => {
  const [red, green, blue] = window.colourOf(other()?.stream) ?? [];
  return red > 180 && green < 80 && blue < 80;
};
window.cameraSender = () => other().connection.getSenders().find(({ track }) => track?.kind === "video");
window.isReady = true;
