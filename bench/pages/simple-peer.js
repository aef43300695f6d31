/** A call of two with simple-peer, over the bench's relay. */

import { entered, lobby, media, show, subscribe } from "./lobby.js";

lobby(async () => {
  let peer;
  const stream = await media;

  function begin(initiator) {
    peer = new window.SimplePeer({ initiator, stream, config: { iceServers: [] } });
    peer.on("signal", (signal) => say({ signal }));
    peer.on("stream", show);
  }

  const say = subscribe(({ members, payload }) => {
    if (members !== undefined) {
      entered();
      if (members > 0) begin(true);
      return;
    }
    if (!peer) begin(false);
    peer.signal(payload.signal);
  });
});
