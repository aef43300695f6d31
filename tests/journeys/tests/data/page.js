// Exposes the raw channel, to send what the client would refuse.
const create = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (label, init) {
  const channel = create.call(this, label, init);
  if (init.id === 1) window.rawChannel = channel;
  return channel;
};

const names = new Map();
const PIECE = 65536;
Object.assign(window, { reached: [], received: [], numbers: [], said: [] });
window.idOf = (wanted) => [...names].find(([, name]) => name === wanted)[0];

function hear(event) {
  if (event.type === "personJoined") names.set(event.id, event.name);
  if (event.type === "dataOpened") window.reached.push(names.get(event.id));
  if (event.type === "said") window.said.push(event.text);
  if (event.type !== "dataReceived") return;
  const { data } = event;
  if (data.byteLength === PIECE) window.numbers.push(new Uint32Array(data)[0]);
  else window.received.push([names.get(event.id), summary(data)]);
}

/** Shortens a long text to its length. */
const summary = (data) => (typeof data !== "string" ? [...new Uint8Array(data)] : data.length > 100 ? data.length : data);

window.attempt = (...args) => window.call.sendData(...args).then(() => "sent", (error) => error.code);

const piece = (number) => {
  const data = new Uint32Array(PIECE / 4);
  data[0] = number;
  return data;
};

/** Sends 5 MiB without waiting, which exceeds the send buffer. */
window.flood = async () => {
  const outcomes = await Promise.all(Array.from({ length: 80 }, (_, number) => window.attempt(piece(number))));
  const refused = {};
  for (const outcome of outcomes) if (outcome !== "sent") refused[outcome] = (refused[outcome] ?? 0) + 1;
  return JSON.stringify({ sent: outcomes.filter((outcome) => outcome === "sent").length, refused });
};

/** Sends pieces one after the other and returns the peak of `bufferedAmount`. */
window.stream = async (count) => {
  let most = 0;
  for (let number = 0; number < count; number += 1) {
    const sent = window.call.sendData(piece(number));
    most = Math.max(most, window.rawChannel.bufferedAmount);
    await sent;
  }
  return JSON.stringify({ most });
};

window.expected = (...counts) => counts.flatMap((count) => Array.from({ length: count }, (_, number) => number)).join();

const { join } = await import("SERVERheadless.js");
const name = new URLSearchParams(location.search).get("name");
window.call = await join({ room: "data", server: "SIGNAL", name, audioOnly: true }, hear);
