// @ts-check
/**
 * What a page says to the pages of the others: text and bytes, from browser to browser, on a data channel beside the
 * client's own, which they cannot hold up.
 */

import { VisavisError } from "./client.js";

/** @import { CallEvent } from "./types.d.ts" */

/** Both sides make the channel with it, and the client's own is in the first offer: nothing has to be negotiated. */
const CHANNEL = { negotiated: true, id: 1 };
/** What every browser takes as one message. */
const LONGEST = 64 * 1024;
/** What may wait before a sender is asked to wait as well. */
const MUCH = 256 * 1024;
/** What may wait at all: Chromium closes a channel on which it becomes too much. */
const MOST = 4 * 1024 * 1024;

/** The ways to all persons of a call. */
export class Messages {
  /** @type {Map<string, Line>} */
  #lines = new Map();
  #tell;

  /** @param {(event: CallEvent) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * There is a connection to that person, perhaps in the place of another one.
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
   * @param {VisavisError} why
   */
  close(id, why = notConnected()) {
    this.#lines.get(id)?.end(why);
    this.#lines.delete(id);
  }

  /** @param {VisavisError} why */
  end(why) {
    for (const id of [...this.#lines.keys()]) this.close(id, why);
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
    if (lines.some(([, line]) => line.waiting + size > MOST)) {
      throw new VisavisError("TooMuchUnsent", "Too much waits to be sent: wait for one message before the next.");
    }
    for (const [, line] of lines) line.send(data);
    await Promise.all(lines.map(([, line]) => line.drained));
  }
}

/** The way to one person, as long as that connection is used. */
class Line {
  #channel;
  #hearing = new AbortController();
  /** Of whoever waits until less waits. @type {ReturnType<typeof deferred> | undefined} */
  #draining;

  /**
   * @param {string} id
   * @param {RTCPeerConnection} connection
   * @param {(event: CallEvent) => void} tell
   */
  constructor(id, connection, tell) {
    const channel = connection.createDataChannel("messages", CHANNEL);
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = MUCH;
    const { signal } = this.#hearing;
    channel.addEventListener("open", () => tell({ type: "dataOpened", id }), { signal });
    channel.addEventListener("bufferedamountlow", () => this.#settle((draining) => draining.resolve()), { signal });
    channel.addEventListener("close", () => this.end(notConnected()), { signal });
    channel.addEventListener(
      "message",
      ({ data }) => {
        // The other side may be any program.
        if ((sizeOf(data) ?? Infinity) <= LONGEST) tell({ type: "dataReceived", id, data });
      },
      { signal },
    );
    this.#channel = channel;
  }

  get isOpen() {
    return this.#channel.readyState === "open";
  }

  /** How many bytes wait. */
  get waiting() {
    return this.#channel.bufferedAmount;
  }

  get drained() {
    if (this.waiting <= MUCH) return undefined;
    this.#draining ??= deferred();
    return this.#draining.promise;
  }

  /** @param {string | ArrayBuffer | ArrayBufferView} data */
  send(data) {
    this.#channel.send(/** @type {ArrayBuffer} */ (data));
  }

  /** Nothing is heard of it any more. @param {VisavisError} why */
  end(why) {
    this.#hearing.abort();
    this.#settle((draining) => draining.reject(why));
  }

  /** @param {(draining: ReturnType<typeof deferred>) => void} settle */
  #settle(settle) {
    if (this.#draining) settle(this.#draining);
    this.#draining = undefined;
  }
}

/** @param {unknown} data */
function sizeOf(data) {
  // A long text need not be encoded to be too long.
  if (typeof data === "string") return data.length > LONGEST ? data.length : new TextEncoder().encode(data).length;
  // Of whatever window: an array buffer of a frame is no `instanceof` this one's.
  const isBytes = ArrayBuffer.isView(data) || Object.prototype.toString.call(data) === "[object ArrayBuffer]";
  return isBytes ? /** @type {ArrayBuffer} */ (data).byteLength : undefined;
}

function notConnected() {
  return new VisavisError("NotConnected", "There is no connection to that person on which data could be sent.");
}

function deferred() {
  /** @type {() => void} */
  let resolve = () => {};
  /** @type {(why: Error) => void} */
  let reject = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}
