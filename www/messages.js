// @ts-check
/**
 * Data messages between pages: text and bytes, from browser to browser, on a data channel beside the client's own,
 * which they cannot delay.
 */

import { VisavisError, hasLeft } from "./client.js";

/** @import { CallEvent } from "./events.d.ts" */

/** Both sides create the channel with these. The first offer has a data section already, so no negotiation follows. */
const CHANNEL = { negotiated: true, id: 1 };
/** The largest message that every browser accepts. */
const LONGEST = 64 * 1024;
/** The number of bytes that may be queued before the sender has to wait. */
const LOW_WATER = 256 * 1024;
/** The number of bytes that may be queued at all: Chromium closes a channel with too many. */
const HIGH_WATER = 4 * 1024 * 1024;
/** How much of one person may wait for the page. What arrives cannot be slowed down, only refused. */
const MOST_WAITING = 16_384;
const MOST_WAITING_BYTES = 32 * 1024 * 1024;
/** For how many milliseconds messages are delivered at a time: between two frames there is time for the rest of the page. */
const SLICE = 8;

/** The data channels to everybody in a call. */
export class Messages {
  /** @type {Map<string, Line>} */
  #lines = new Map();
  #tell;
  /** Received messages that wait for the next slice. @type {{ line: Line, data: string | ArrayBuffer }[]} */
  #waiting = [];
  /** The current slice: when it began, and whether it is used up. */
  #slice = { began: 0, isOver: false };
  /** Begins the next slice in a hidden page, whose timers are slow. @type {MessageChannel | undefined} */
  #hidden;
  #isScheduled = false;

  /** @param {(event: CallEvent) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** Keeps in step with the call. @param {CallEvent} event */
  follow(event) {
    switch (event.type) {
      case "personLeft":
        this.close(event.id);
        break;
      case "linkChanged":
        if (event.state === "idle") this.close(event.id);
        break;
      case "connectionChanged":
        this.open(event.id, event.connection);
        break;
      case "left":
        this.end(hasLeft());
        break;
      default:
    }
  }

  /**
   * Opens a channel on a connection to that person, which may replace another one.
   *
   * @param {string} id
   * @param {RTCPeerConnection} connection
   */
  open(id, connection) {
    this.close(id);
    if (connection.signalingState !== "closed") {
      this.#lines.set(id, new Line(id, connection, this.#tell, (line, data) => this.#receive(line, data)));
    }
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
    this.#waiting = [];
    this.#isScheduled = false;
    this.#hidden?.port1.close();
    this.#hidden = undefined;
  }

  /**
   * Delivers a message at once, or later if there are so many that the page would do nothing else.
   *
   * @param {Line} line
   * @param {string | ArrayBuffer} data
   */
  #receive(line, data) {
    if (this.#waiting.length === 0 && !this.#isBusy()) return this.#deliver(line, data);
    if (!line.awaits(lengthOf(data))) return;
    this.#waiting.push({ line, data });
    // A flood may leave no time for timers.
    if (this.#isBusy()) this.#continueLater();
    else this.#continue();
  }

  /** @param {Line} line @param {string | ArrayBuffer} data */
  #deliver(line, data) {
    const began = performance.now();
    if (began - this.#slice.began > 2 * SLICE) this.#slice = { began, isOver: false };
    this.#tell({ type: "dataReceived", id: line.id, data });
    this.#slice.isOver ||= performance.now() - this.#slice.began > SLICE;
  }

  #isBusy() {
    return this.#slice.isOver && performance.now() - this.#slice.began <= 2 * SLICE;
  }

  #continueLater() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // A timer leaves time for everything else.
    if (!document.hidden) {
      setTimeout(() => this.#continue());
      return;
    }
    if (!this.#hidden) {
      this.#hidden = new MessageChannel();
      this.#hidden.port1.onmessage = () => this.#continue();
    }
    this.#hidden.port2.postMessage(null);
  }

  #continue() {
    this.#isScheduled = false;
    this.#slice = { began: performance.now(), isOver: false };
    let count = 0;
    // A listener may end the call meanwhile, which empties the list.
    for (let next; (next = this.#waiting[count]) && !this.#slice.isOver; ) {
      count += 1;
      next.line.awaited(lengthOf(next.data));
      // Nothing is delivered of a person who has left.
      if (this.#lines.get(next.line.id) === next.line) this.#deliver(next.line, next.data);
    }
    this.#waiting.splice(0, count);
    if (this.#waiting.length > 0) this.#continueLater();
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
  #tell;
  /** What has arrived and waits to be delivered. */
  #waiting = { messages: 0, bytes: 0 };
  #listening = new AbortController();
  /** Settles for waiting senders when less is queued. @type {ReturnType<typeof deferred> | undefined} */
  #draining;

  /**
   * @param {string} id
   * @param {RTCPeerConnection} connection
   * @param {(event: CallEvent) => void} tell
   * @param {(line: Line, data: string | ArrayBuffer) => void} receive
   */
  constructor(id, connection, tell, receive) {
    this.id = id;
    this.#tell = tell;
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
        if ((sizeOf(data) ?? Infinity) <= LONGEST) receive(this, data);
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

  /**
   * Counts a message that has to wait. Returns false if there are too many: then the channel is closed.
   *
   * @param {number} bytes
   */
  awaits(bytes) {
    this.#waiting.messages += 1;
    this.#waiting.bytes += bytes;
    if (this.#waiting.messages <= MOST_WAITING && this.#waiting.bytes <= MOST_WAITING_BYTES) return true;
    this.#channel.close();
    this.end(notConnected());
    this.#tell({
      type: "dataClosed",
      id: this.id,
      code: "TooMuchData",
      message: "This person's page sends more data than this page takes in: nothing more is taken until they are connected anew.",
    });
    return false;
  }

  /** Counts a message that has waited. @param {number} bytes */
  awaited(bytes) {
    this.#waiting.messages -= 1;
    this.#waiting.bytes -= bytes;
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

/** The size of a received message, roughly. @param {string | ArrayBuffer} data */
function lengthOf(data) {
  return typeof data === "string" ? data.length : data.byteLength;
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
