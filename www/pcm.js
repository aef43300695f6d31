// @ts-check
/** The audio worklet of `tapAudio`: posts its input, which has one channel, in pieces. */

/** About 21 ms at 48 kHz: a compromise between the number of messages and latency. */
const LENGTH = 1024;

class Pieces extends AudioWorkletProcessor {
  #piece = new Float32Array(LENGTH);
  #filled = 0;

  /** @param {Float32Array[][]} inputs */
  process([input]) {
    const samples = input?.[0];
    if (!samples) return true;
    this.#piece.set(samples, this.#filled);
    this.#filled += samples.length;
    if (this.#filled === LENGTH) {
      const time = currentTime - (LENGTH - samples.length) / sampleRate;
      this.port.postMessage({ samples: this.#piece, sampleRate, time }, [this.#piece.buffer]);
      this.#piece = new Float32Array(LENGTH);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor("visavis-pieces", Pieces);
