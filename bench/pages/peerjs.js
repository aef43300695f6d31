/** A call of two with PeerJS and its own server. Who is there has the room as its id, and who joins calls that id. */

import { entered, lobby, media, peerServer, role, room, show } from "./lobby.js";

lobby(async () => {
  const options = { ...peerServer, config: { iceServers: [] } };
  const stream = await media;
  const names = { there: room, "both-1": `${room}-1`, "both-2": `${room}-2` };
  const peer = names[role] ? new window.Peer(names[role], options) : new window.Peer(options);
  peer.on("call", (call) => {
    call.answer(stream);
    call.on("stream", show);
  });
  peer.on("open", () => {
    entered();
    const other = { joins: room, "both-1": names["both-2"], "both-2": names["both-1"] }[role];
    if (other) peer.call(other, stream).on("stream", show);
  });
});
