/** A call of two with the core of Trystero and a strategy for the bench's relay, written as its documentation says. */

import { createTopicStrategy } from "./trystero.min.js";
import { entered, lobby, media, relay, room, show } from "./lobby.js";

const joinRoom = createTopicStrategy({
  init: () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(relay);
      socket.addEventListener("open", () => resolve(socket), { once: true });
      socket.addEventListener("error", reject, { once: true });
    }),
  subscribeTopic: (socket, topic, onMessage) => {
    const hear = ({ data }) => {
      const message = JSON.parse(data);
      if (message.topic !== topic) return;
      if (message.members === undefined) onMessage(topic, message.payload);
      else entered();
    };
    socket.addEventListener("message", hear);
    socket.send(JSON.stringify({ type: "subscribe", topic }));
    return () => {
      socket.removeEventListener("message", hear);
      socket.send(JSON.stringify({ type: "unsubscribe", topic }));
    };
  },
  publishTopic: (socket, topic, payload) => socket.send(JSON.stringify({ type: "publish", topic, payload })),
});

lobby(async () => {
  const stream = await media;
  const joined = joinRoom({ appId: "bench", rtcConfig: { iceServers: [] } }, room);
  joined.onPeerStream = show;
  joined.onPeerJoin = (peer) => joined.addStream(stream, { target: peer });
});
