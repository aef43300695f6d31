// A hostile page: it joins like any other, then writes on the client's own channels.
const names = new Map();
const channels = new Map();
/** The last number of each epoch, of what the client and this page have sent. */
const numbers = new Map();
Object.assign(window, { dropped: [] });

function note(text) {
  const { epoch, n } = JSON.parse(text);
  if (n > 0) numbers.set(epoch, Math.max(n, numbers.get(epoch) ?? 0));
  return epoch;
}

const create = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (label, init) {
  const channel = create.call(this, label, init);
  const of = channels.get(this) ?? {};
  channels.set(this, of);
  if (init.id === 1) of.data = channel;
  if (init.id === 0) {
    of.client = channel;
    of.send = channel.send.bind(channel);
    channel.send = (text) => {
      of.epoch = note(text);
      of.send(text);
    };
  }
  return channel;
};
const sendToServer = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  if (JSON.parse(text).type === "send") note(text);
  sendToServer.call(this, text);
};

const idOf = (wanted) => [...names].find(([, name]) => name === wanted)?.[0];
const channelsTo = (name) => channels.get(window.call?.people.get(idOf(name))?.connection);

window.canReach = (name) => {
  const of = channelsTo(name);
  return of?.client?.readyState === "open" && of.data?.readyState === "open" && numbers.has(of.epoch);
};

/** Calls `send` so many times, spread over a time; returns how often before it failed. */
async function spread(count, milliseconds, send) {
  const began = performance.now();
  let done = 0;
  while (done < count) {
    const due = Math.min(count, Math.ceil((count * (performance.now() - began)) / milliseconds));
    try {
      for (; done < due; done += 1) send(done);
    } catch {
      // The other side has closed the channel.
      return done;
    }
    await new Promise((next) => setTimeout(next, 5));
  }
  return done;
}

window.floodData = (name, count, milliseconds) => {
  const { data } = channelsTo(name);
  return spread(count, milliseconds, (number) => data.send(`nonsense ${number}`));
};

function flood(name, count, milliseconds, bodyOf) {
  const { epoch, send, client } = channelsTo(name);
  return spread(count, milliseconds, (number) => {
    // Nor does it wait for a queue of megabytes.
    if (client.bufferedAmount > 8_000_000) throw new Error("full");
    const n = numbers.get(epoch) + 1;
    send(JSON.stringify({ epoch, n, ack: 0, body: bodyOf(number) }));
    numbers.set(epoch, n);
  });
}

const LINKS = "http://a.bc/d ".repeat(285);
window.floodChat = (name, count, milliseconds) =>
  flood(name, count, milliseconds, () => ({ type: "chat", text: LINKS }));

const offer = (number) => ({
  messageType: "OFFER", offererSessionId: `eve${number}`, seq: 1, tieBreaker: number, sdp: "v=0\r\n",
});
window.floodOffers = (name, count, milliseconds) => flood(name, count, milliseconds, offer);

/** Joins under a new secret each time, offers a call, and leaves. */
window.joinAgainAndAgain = (name, count, milliseconds) =>
  spread(count, milliseconds, (number) => {
    const socket = new WebSocket("SIGNAL");
    const say = (frame) => sendToServer.call(socket, JSON.stringify(frame));
    const secret = `stranger number ${number} ${Math.random()}`;
    socket.onopen = () => say({ type: "hello", v: 1, secret, room: "floods", name: `Stranger ${number}` });
    socket.onmessage = ({ data }) => {
      if (JSON.parse(data).type !== "welcome") return;
      say({ type: "send", to: idOf(name), epoch: `e${number}`, n: 1, ack: 0, body: offer(number) });
      setTimeout(() => say({ type: "bye" }), 30);
    };
  });

const { join } = await import("SERVERheadless.js");
window.call = await join({ room: "floods", server: "SIGNAL", name: "Eve", audioOnly: true }, (event) => {
  if (event.type === "personJoined") names.set(event.id, event.name);
  if (event.type === "messagesDropped") window.dropped.push(event);
});
