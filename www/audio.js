// @ts-check
/** Audio of streams: the level of one, a mix of several, and the ringtone. Loaded on first use. */

/** Samples per reading: about 20 ms at 48 kHz. */
const WINDOW = 1024;
/** How often a mix checks for people who came or left: no event is fired when a script adds a track to a stream. */
const BETWEEN_LOOKS = 150;
/** Two notes, played twice: hertz, and seconds after the first one. */
const RINGTONE = /** @type {const} */ ([[660, 0], [880, 0.18], [660, 0.5], [880, 0.68]]);
/** One low note. */
const CHIME = /** @type {const} */ ([[330, 0]]);
const VOLUME = 0.12;
/** The last note is over by then. */
const SOUND_MILLIS = 1000;

/** Shared while anything here is in use: browsers limit the number per page. @type {AudioContext | undefined} */
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

/** Resumes the context, which the browser suspends until the person has pressed something. */
export function wake() {
  if (shared?.state === "suspended") shared.resume().catch(() => {});
}

/** Measures the level of a stream until it is closed. */
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

  /** Creates a new node when the track changes: a node keeps the track that it was created with. */
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

/** Mixes the audio of several people, who may come and go, into one track until it is ended. */
export class Mix {
  #streams;
  #context = acquire();
  #output = this.#context.createMediaStreamDestination();
  /** @type {Map<MediaStreamTrack, { end: () => void }>} */
  #sources = new Map();
  #looking;

  /** @param {() => MediaStream[]} streams those audible at the moment */
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

/** Plays the ringtone once. */
export function ring() {
  sound(RINGTONE, 0.16);
}

/** Plays the sound of a recording that begins once. */
export function chime() {
  sound(CHIME, 0.5);
}

/**
 * @param {readonly (readonly [pitch: number, after: number])[]} notes
 * @param {number} length of each note, in seconds
 */
function sound(notes, length) {
  const context = acquire();
  const now = context.currentTime;
  for (const [pitch, after] of notes) {
    const [note, volume] = [context.createOscillator(), context.createGain()];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, now + after);
    volume.gain.linearRampToValueAtTime(VOLUME, now + after + 0.02);
    volume.gain.linearRampToValueAtTime(0, now + after + length);
    note.connect(volume).connect(context.destination);
    note.start(now + after);
    note.stop(now + after + length + 0.04);
  }
  setTimeout(release, SOUND_MILLIS);
}

/**
 * Plays a stream silently: Chromium passes no remote audio to a node or a recorder unless something plays it
 * (crbug.com/933677).
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

/** Resumes the context as soon as the page may play sound: not every browser does that by itself. */
export function start() {
  const context = new AudioContext();
  context.resume().catch(() => {});
  return context;
}

/** @param {AudioContext} context */
export function close(context) {
  // Closing may fail if it was closed already or the page is unloading; that does no harm.
  context.close().catch(() => {});
}
