/** A call of two as people write it by hand: `RTCPeerConnection`, and a relay that passes everything on. */

import { entered, lobby, media, show, subscribe } from "./lobby.js";

lobby(async () => {
  const connection = new RTCPeerConnection();
  connection.onicecandidate = ({ candidate }) => candidate && say({ candidate });
  connection.ontrack = ({ streams: [stream] }) => show(stream);
  const ready = media.then((stream) => {
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
  });

  async function describe() {
    await ready;
    await connection.setLocalDescription();
    say({ description: connection.localDescription });
  }

  const say = subscribe(async ({ members, payload }) => {
    if (members !== undefined) {
      entered();
      // Whoever comes calls whoever is there.
      if (members > 0) await describe();
    } else if (payload.description) {
      await connection.setRemoteDescription(payload.description);
      if (payload.description.type === "offer") await describe();
    } else {
      await connection.addIceCandidate(payload.candidate);
    }
  });
});
