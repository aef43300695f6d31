// @ts-check
import { VisavisError } from "./client.js";

/**
 * @import { CallEvent, Device, Host, Identity, Knocker, Person, PersonRecording, SignallingState, Source, SourceState } from "./events.d.ts"
 * @import { Layout, Panel } from "./interface.d.ts"
 */

/** The number of events kept for `report`. */
const HISTORY_LENGTH = 200;

/** The state of a call, derived from its events. */
export class CallState {
  /** The id of this person; `null` outside a call. @type {string | null} */
  ownId = null;
  /** What the server vouches for of this person. @type {Identity | null} */
  ownIdentity = null;
  /** @type {Map<string, Person>} */
  people = new Map();
  /** @type {MediaStream | null} */
  ownStream = null;
  /** @type {MediaStream | null} */
  ownScreen = null;
  /** @type {Partial<Record<Source, SourceState>>} */
  ownMedia = {};
  /** @type {SignallingState} */
  signalling = "connecting";
  /** @type {Host | null} */
  host = null;
  /** The people who wait to be let in. @type {Knocker[]} */
  knocking = [];
  isHandUp = false;
  /** What this person keeps of the others, as far as those know. @type {PersonRecording} */
  ownRecording = "off";
  /** The id of the person to show large. @type {string | null} */
  speaker = null;
  /** @type {Device[]} */
  devices = [];
  /** The open panel of the interface. @type {Panel | null} */
  panel = null;
  /** The id of the person who is pinned. @type {string | null} */
  pinned = null;
  /** @type {Layout} */
  layout = "grid";
  /** Recent events, without names and messages. @type {{ at: number, event: object }[]} */
  history = [];

  /** @param {CallEvent} event */
  update(event) {
    this.#remember(event);
    switch (event.type) {
      case "ownIdChanged":
        this.ownId = event.id;
        break;
      case "signallingChanged":
        this.signalling = event.state;
        break;
      case "personJoined":
        this.people.set(event.id, {
          id: event.id,
          name: event.name,
          identity: event.identity,
          recording: "off",
          recordingSince: null,
          link: "idle",
          quality: "good",
          stream: null,
          screen: null,
          connection: null,
          media: {},
          isSameBrowser: event.isSameBrowser,
          isAway: false,
          isHandUp: false,
          isSpeaking: false,
          volume: 1,
          isMutedHere: false,
          ring: null,
          problem: null,
        });
        break;
      case "hostChanged":
        this.host = { id: event.id, isSelf: event.isSelf, isLocked: event.isLocked };
        break;
      case "knocking":
        this.knocking = event.people;
        break;
      case "personAway":
      case "personBack":
        this.#change(event.id, { isAway: event.type === "personAway" });
        break;
      case "ringChanged":
        this.#change(event.id, { ring: event.state });
        break;
      case "linkProblem":
        this.#change(event.id, { problem: problemOf(event) });
        break;
      case "speakingChanged":
        this.#change(event.id, { isSpeaking: event.isSpeaking });
        break;
      case "speakerChanged":
        this.speaker = event.id;
        break;
      case "panelChanged":
        this.panel = event.panel;
        break;
      case "pinChanged":
        this.pinned = event.id;
        break;
      case "layoutChanged":
        this.layout = event.layout;
        break;
      case "handChanged":
        this.#updateHand(event.id, event.state === "raised");
        break;
      case "identityChanged":
        if (event.id === undefined) this.ownIdentity = event.identity;
        else this.#change(event.id, { identity: event.identity });
        break;
      case "volumeChanged":
        this.#change(event.id, { volume: event.volume, isMutedHere: event.isMutedHere });
        break;
      case "personRenamed":
        this.#change(event.id, { name: event.name });
        break;
      case "personLeft":
        this.people.delete(event.id);
        break;
      case "linkChanged":
        this.#change(event.id, { link: event.state });
        break;
      case "personMediaChanged":
        this.#change(event.id, { media: event.media });
        break;
      case "sameBrowser":
        this.#change(event.id, { isSameBrowser: true });
        break;
      case "qualityChanged":
        this.#change(event.id, { quality: event.state });
        break;
      case "recordingChanged":
        this.#updateRecording(event);
        break;
      case "connectionChanged":
        this.#change(event.id, { connection: event.connection });
        break;
      case "streamChanged":
        this.#updateStream(event);
        break;
      case "mediaChanged":
        this.ownMedia[event.source] = event.state;
        break;
      case "devicesChanged":
        this.devices = event.devices;
        break;
      case "left":
        this.#forgetRoom();
        break;
      default:
    }
  }

  get isInCall() {
    return this.ownId !== null;
  }

  /** Clears the people, the streams of this side and the state of signalling. */
  clear() {
    this.#forgetRoom();
    this.ownStream = this.ownScreen = null;
    this.ownMedia = {};
  }

  /** Returns the streams with audio of everybody, including this person, and of shared screens. */
  streams() {
    const others = [...this.people.values()].flatMap((person) => [person.stream, person.screen]);
    return [this.ownStream, this.ownScreen, ...others].filter((stream) => stream !== null);
  }

  /** Returns the level of a person's voice, as their browser measured it. @param {string} id */
  levelOf(id) {
    const { connection, link, media, stream } = this.people.get(id) ?? {};
    // A browser keeps the level of the last packet for seconds.
    if (link !== "connected" || media?.microphone !== "on") return 0;
    const [track] = stream?.getAudioTracks() ?? [];
    const receiver = connection?.getReceivers().find((receiver) => receiver.track === track);
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  /**
   * Returns a stream of that person or, without an id, of this side, in which there is something, or a track of that kind.
   *
   * @param {string} [id]
   * @param {"person" | "screen"} [shows]
   * @param {"audio" | "video"} [kind]
   * @throws {VisavisError} `NothingToSee`
   */
  streamOf(id, shows, kind) {
    const own = { stream: this.ownStream, screen: this.ownScreen };
    const from = id === undefined ? own : this.people.get(id);
    const stream = shows === "screen" ? from?.screen : from?.stream;
    if (!stream?.getTracks().some((track) => !kind || track.kind === kind)) throw new VisavisError("NothingToSee", "There is no picture and no sound of that person.");
    return stream;
  }

  /** Returns the state of the sources of that person or, without an id, of this side. @param {string} [id] */
  mediaOf(id) {
    return id === undefined ? this.ownMedia : (this.people.get(id)?.media ?? {});
  }

  /** @param {CallEvent} event */
  #remember(event) {
    // Data of the page is private to it, and there may be a flood of it.
    if (event.type === "dataReceived") return;
    const { stream, connection, text, name, identity, people, devices, message, file, ...kept } = /** @type {Record<string, unknown>} */ (event);
    this.history.push({ at: Math.round(performance.now()), event: kept });
    if (this.history.length > HISTORY_LENGTH) this.history.shift();
  }

  #forgetRoom() {
    this.ownId = this.ownIdentity = this.host = this.speaker = null;
    this.signalling = "connecting";
    this.knocking = [];
    this.isHandUp = false;
    this.ownRecording = "off";
    this.people.clear();
  }

  /**
   * @param {string | undefined} id
   * @param {boolean} isHandUp
   */
  #updateHand(id, isHandUp) {
    if (id === undefined) this.isHandUp = isHandUp;
    else this.#change(id, { isHandUp });
  }

  /** @param {CallEvent & { type: "recordingChanged" }} event */
  #updateRecording({ id, state, since }) {
    if (id === undefined) this.ownRecording = state;
    else this.#change(id, { recording: state, recordingSince: since ?? null });
  }

  /** @param {CallEvent & { type: "streamChanged" }} event */
  #updateStream({ id, shows, stream }) {
    if (id !== undefined) {
      this.#change(id, shows === "screen" ? { screen: stream } : { stream });
    } else if (shows === "screen") {
      this.ownScreen = stream;
    } else {
      this.ownStream = stream;
    }
  }

  /**
   * @param {string} id
   * @param {Partial<Person>} change
   */
  #change(id, change) {
    const person = this.people.get(id);
    if (person) this.people.set(id, { ...person, ...change });
  }
}

/** @param {CallEvent & { type: "linkProblem" }} event */
function problemOf({ code, message }) {
  return code && message !== undefined ? { code, message } : null;
}
