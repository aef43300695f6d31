// Mounts and removes the element repeatedly, and counts the remaining resources.
const made = { connections: [], sockets: [], contexts: [] };
const note = (name, all) => {
  window[name] = class extends window[name] {
    constructor(...words) {
      super(...words);
      all.push(this);
    }
  };
};
note("RTCPeerConnection", made.connections);
note("WebSocket", made.sockets);
note("AudioContext", made.contexts);

const listening = [window, document, navigator.mediaDevices].map((target) => {
  const count = { now: 0 };
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = function (...words) {
    count.now += 1;
    return addEventListener.apply(this, words);
  };
  target.removeEventListener = function (...words) {
    count.now -= 1;
    return removeEventListener.apply(this, words);
  };
  return count;
});

window.left = () => JSON.stringify({
  listeners: listening.map((count) => count.now),
  connections: made.connections.filter((one) => one.signalingState !== "closed").length,
  sockets: made.sockets.filter((one) => one.readyState < WebSocket.CLOSING).length,
  contexts: made.contexts.filter((one) => one.state !== "closed").length,
  tracks: window.tracks.filter((one) => one.readyState === "live").length,
});

const happens = (element, type, isIt) => new Promise((resolve) => {
  element.addEventListener(`visavis-${type}`, ({ detail }) => isIt(detail) && resolve());
});

async function mount(signalling) {
  const before = window.tracks.length;
  const element = document.createElement("vis-a-vis");
  for (const [name, value] of Object.entries({ room: "hundred", server: "SIGNAL", autojoin: "", signalling })) {
    element.setAttribute(name, value);
  }
  const isOn = happens(element, "media-changed", ({ source, state }) => source === "camera" && state === "on");
  const isConnected = happens(element, "link-changed", ({ state }) => state === "connected");
  document.body.append(element);
  await isOn;
  if (signalling === "loopback") await isConnected;
  element.remove();
  const own = window.tracks.slice(before);
  while (own.some((track) => track.readyState === "live")) await new Promise((resolve) => setTimeout(resolve, 5));
  return own.length;
}

/** Mounts nine elements alone and one in a call with itself; returns the number of tracks, and whether both connected. */
window.mountTen = async () => {
  const before = made.connections.length;
  let tracks = 0;
  for (let count = 0; count < 10; count += 1) tracks += await mount(count === 9 ? "loopback" : "server");
  return JSON.stringify({ tracks, isConnected: made.connections.length >= before + 2 });
};
