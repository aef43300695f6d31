// @ts-check
/**
 * Data messages between pages: text and bytes, from browser to browser, on a data channel beside the client's own,
 * which they cannot delay.
 */

import { VisavisError } from "./client.js";

/** @import { CallEvent } from "./events.d.ts" */

/** Both sides create the channel with these. The first offer has a data section already, so no negotiation follows. */
const CHANNEL = { negotiated: true, id: 1 };
/** The largest message that every browser accepts. */
const LONGEST = 64 * 1024;
/** The number of bytes that may be queued before the sender has to wait. */
const LOW_WATER = 256 * 1024;
/** The number of bytes that may be queued at all: Chromium closes a channel with too many. */
const HIGH_WATER = 4 * 1024 * 1024;

/** The data channels to everybody in a call. */
export class Messages {
  /** @type {Map<string, Line>} */
  #lines = new Map();
  #tell;

  /** @param {(event: CallEvent) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * Opens a channel on a connection to that person, which may replace another one.
   *
   * @param {string} id
   * @param {RTCPeerConnection} connection
   */
  open(id, connection) {
    this.close(id);
    if (connection.signalingState !== "closed") this.#lines.set(id, new Line(id, connection, this.#tell));
  }

  /**
   * @param {string} id
   * @param {VisavisError} reason
   */
  close(id, reason = notConnected()) {
    this.#lines.get(id)?.end(reason);
    this.#lines.delete(id);
  }

  /** @param {VisavisError} reason */
  end(reason) {
    for (const id of [...this.#lines.keys()]) this.close(id, reason);
  }

  /**
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {string} [to]
   */
  async send(data, to) {
    const size = sizeOf(data);
    if (size === undefined) {
      throw new VisavisError("UnusableArgument", "data has to be a string, an ArrayBuffer or a view of one");
    }
    if (size > LONGEST) {
      throw new VisavisError("MessageTooLong", `A message has at most ${LONGEST} bytes; this one has more.`);
    }
    const lines = [...this.#lines].filter(([id, line]) => line.isOpen && (to === undefined || to === id));
    if (to !== undefined && lines.length === 0) throw notConnected();
    if (lines.some(([, line]) => line.queued + size > HIGH_WATER)) {
      throw new VisavisError("TooMuchUnsent", "Too much is queued to be sent: await one message before you send the next.");
    }
    for (const [, line] of lines) line.send(data);
    await Promise.all(lines.map(([, line]) => line.drained));
  }
}

/** The data channel to one person, on one connection. */
class Line {
  #channel;
  #listening = new AbortController();
  /** Settles for waiting senders when less is queued. @type {ReturnType<typeof deferred> | undefined} */
  #draining;

  /**
   * @param {string} id
   * @param {RTCPeerConnection} connection
   * @param {(event: CallEvent) => void} tell
   */
  constructor(id, connection, tell) {
    const channel = connection.createDataChannel("messages", CHANNEL);
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATER;
    const { signal } = this.#listening;
    channel.addEventListener("open", () => tell({ type: "dataOpened", id }), { signal });
    channel.addEventListener("bufferedamountlow", () => this.#settle((draining) => draining.resolve()), { signal });
    channel.addEventListener("close", () => this.end(notConnected()), { signal });
    channel.addEventListener(
      "message",
      ({ data }) => {
        // The other side may be any program, and may send more than it should.
        if ((sizeOf(data) ?? Infinity) <= LONGEST) tell({ type: "dataReceived", id, data });
      },
      { signal },
    );
    this.#channel = channel;
  }

  get isOpen() {
    return this.#channel.readyState === "open";
  }

  /** The number of bytes queued. */
  get queued() {
    return this.#channel.bufferedAmount;
  }

  get drained() {
    if (this.queued <= LOW_WATER) return undefined;
    this.#draining ??= deferred();
    return this.#draining.promise;
  }

  /** @param {string | ArrayBuffer | ArrayBufferView} data */
  send(data) {
    this.#channel.send(/** @type {ArrayBuffer} */ (data));
  }

  /** Stops listening and sending. @param {VisavisError} reason */
  end(reason) {
    this.#listening.abort();
    this.#settle((draining) => draining.reject(reason));
  }

  /** @param {(draining: ReturnType<typeof deferred>) => void} settle */
  #settle(settle) {
    if (this.#draining) settle(this.#draining);
    this.#draining = undefined;
  }
}

/** @param {unknown} data */
function sizeOf(data) {
  // Text with too many characters has too many bytes: no need to encode it.
  if (typeof data === "string") return data.length > LONGEST ? data.length : new TextEncoder().encode(data).length;
  // Not `instanceof`, which is false for an array buffer of another window.
  const isBytes = ArrayBuffer.isView(data) || Object.prototype.toString.call(data) === "[object ArrayBuffer]";
  return isBytes ? /** @type {ArrayBuffer} */ (data).byteLength : undefined;
}

function notConnected() {
  return new VisavisError("NotConnected", "There is no connection to that person on which data could be sent.");
}

function deferred() {
  /** @type {() => void} */
  let resolve = () => {};
  /** @type {(reason: Error) => void} */
  let reject = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}
