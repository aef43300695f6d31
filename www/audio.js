// @ts-check
/** The sound of streams: how loud one is, several mixed, and the ring of a call. Loaded when it is used first. */

/** Samples that one reading takes: about 20 ms at 48 kHz. */
const WINDOW = 1024;
/** How often a mix looks for who has come and gone: no event tells that a script gave a stream another track. */
const BETWEEN_LOOKS = 150;
/** Two notes, twice: hertz, and seconds after the first one. */
const NOTES = /** @type {const} */ ([[660, 0], [880, 0.18], [660, 0.5], [880, 0.68]]);
const RING_VOLUME = 0.12;
/** The last note is over by then. */
const RING_MILLIS = 1000;

/** What everything here shares, while there is a user: browsers limit how many a page has. @type {AudioContext | undefined} */
let shared;
let users = 0;

function acquire() {
  users += 1;
  return (shared ??= start());
}

function release() {
  users -= 1;
  if (users > 0 || !shared) return;
  close(shared);
  shared = undefined;
}

/** Resumes what the browser holds back until the person has pressed something. */
export function wake() {
  if (shared?.state === "suspended") shared.resume().catch(() => {});
}

/** How loud a stream is, until it is closed. */
export class Meter {
  #stream;
  #context = acquire();
  #analyser = this.#context.createAnalyser();
  #samples = new Float32Array(WINDOW);
  /** @type {MediaStreamTrack | undefined} */
  #track;
  /** @type {MediaStreamAudioSourceNode | undefined} */
  #source;

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.#stream = stream;
    this.#analyser.fftSize = WINDOW;
  }

  /** The peak of the last moment, from 0 (silence) to 1. */
  get level() {
    this.#follow();
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let peak = 0;
    for (const sample of this.#samples) peak = Math.max(peak, Math.abs(sample));
    return Math.min(1, peak);
  }

  /** A node stays with the track that it began with. */
  #follow() {
    const track = this.#stream.getAudioTracks()[0];
    if (track === this.#track) return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = track && this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source?.connect(this.#analyser);
  }

  close() {
    this.#source?.disconnect();
    release();
  }
}

/** The sound of several people, of whom some come and some go, as one track until it is ended. */
export class Mix {
  #streams;
  #context = acquire();
  #output = this.#context.createMediaStreamDestination();
  /** @type {Map<MediaStreamTrack, { end: () => void }>} */
  #sources = new Map();
  #looking;

  /** @param {() => MediaStream[]} streams whoever is heard at the moment */
  constructor(streams) {
    this.#streams = streams;
    this.#follow(streams());
    this.#looking = setInterval(() => this.#follow(this.#streams()), BETWEEN_LOOKS);
  }

  get tracks() {
    return this.#output.stream.getAudioTracks();
  }

  /** @param {MediaStream[]} streams */
  #follow(streams) {
    const tracks = streams.flatMap((stream) => stream.getAudioTracks());
    for (const [track, source] of this.#sources) {
      if (tracks.includes(track)) continue;
      source.end();
      this.#sources.delete(track);
    }
    for (const track of tracks) {
      if (this.#sources.has(track)) continue;
      const only = new MediaStream([track]);
      const [playing, source] = [play(only), this.#context.createMediaStreamSource(only)];
      source.connect(this.#output);
      this.#sources.set(track, { end: () => (source.disconnect(), playing.end()) });
    }
  }

  end() {
    clearInterval(this.#looking);
    this.#follow([]);
    for (const track of this.tracks) track.stop();
    release();
  }
}

/** Rings once. */
export function ring() {
  const context = acquire();
  const now = context.currentTime;
  for (const [pitch, after] of NOTES) {
    const [note, volume] = [context.createOscillator(), context.createGain()];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, now + after);
    volume.gain.linearRampToValueAtTime(RING_VOLUME, now + after + 0.02);
    volume.gain.linearRampToValueAtTime(0, now + after + 0.16);
    note.connect(volume).connect(context.destination);
    note.start(now + after);
    note.stop(now + after + 0.2);
  }
  setTimeout(release, RING_MILLIS);
}

/**
 * Chromium gives no sound of others to a node or a recorder unless something plays it (crbug.com/933677).
 *
 * @param {MediaStream} stream
 */
export function play(stream) {
  const player = new Audio();
  player.muted = true;
  player.srcObject = stream;
  player.play().catch(() => {});
  return { end: () => void (player.srcObject = null) };
}

/** Runs as soon as the page may have sound: not every browser starts it by itself then. */
export function start() {
  const context = new AudioContext();
  context.resume().catch(() => {});
  return context;
}

/** @param {AudioContext} context */
export function close(context) {
  // Closing twice, or in a page that goes away, is no loss.
  context.close().catch(() => {});
}
