// @ts-check
/** @import { CallState } from "./state.js" */

/**
 * What a reader of a bug report wants to know, without names and addresses.
 *
 * @param {CallState} known
 * @param {{ version: string, events: { at: number, event: object }[] }} told
 */
export async function report({ people, signalling, ownMedia }, { version, events }) {
  const connections = await Promise.all(
    Array.from(people.values(), async ({ id, link, quality, connection }) => ({
      person: id,
      link,
      quality,
      ...(connection && { connectionState: connection.connectionState, stats: await statsOf(connection) }),
    })),
  );
  return {
    version,
    at: new Date().toISOString(),
    browser: navigator.userAgent,
    signalling,
    ownMedia: { ...ownMedia },
    connections,
    events,
  };
}

/** @param {RTCPeerConnection} connection */
async function statsOf(connection) {
  /** @type {Record<string, unknown>[]} */
  const kept = [];
  const telling = /^(type|kind|framesDecoded|framesEncoded|packets\w+|bytes\w+|frameWidth|frameHeight|framesPerSecond|jitter|currentRoundTripTime|state|nominated|candidateType|protocol|relayProtocol)$/;
  // Firefox does not answer for a connection that is closed.
  if (connection.signalingState === "closed") return kept;
  (await connection.getStats()).forEach((stats) => {
    if (/^(inbound-rtp|outbound-rtp|candidate-pair|local-candidate|remote-candidate)$/.test(stats.type)) {
      kept.push(Object.fromEntries(Object.entries(stats).filter(([name]) => telling.test(name))));
    }
  });
  return kept;
}
