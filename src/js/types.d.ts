/** What a call is told once, at its beginning. */
export interface CallOptions {
  /** The address of the signalling server, e.g. `wss://calls.example/signal`. Default: `/signal` of the page's origin. */
  server?: string;
  /** The room: everyone who opens the same one meets. 1 to 128 characters. */
  room: string;
  /** The name that the others see. At most 64 characters. */
  name?: string;
  /** Permission to enter, where the room needs one. */
  token?: string;
  /** People call one of those who are there, and are not in a call with everyone at once. Default: false. */
  ring?: boolean;
  /**
   * How people find each other. `server`: the default; where none answers, the tabs of one browser find each other.
   * `tabs`: those only. `loopback`: nobody else; an echo in the same page sends back what it gets, so that one sees
   * oneself as others would. `host`: by a channel of the page, which gives `send` and calls `receive`.
   */
  signalling?: "server" | "tabs" | "loopback" | "host";
  /**
   * For `signalling: "host"`: sends a message, a plain object that JSON can hold, to everybody else on the page's own
   * channel, one channel for each room. It may lose, double, delay and mix messages, but whoever can speak on it can
   * speak for anybody in the room. What it throws is written to the console.
   */
  send?: (message: object) => void;
  /** The address that *Copy link* copies. Default: the page's own. */
  link?: string;
  /** STUN and TURN servers, used besides those that the server names. None is needed on one machine or network. */
  iceServers?: RTCIceServer[];
  /** Sound and picture go only through a TURN server, so that the others do not learn this computer's addresses. */
  relayOnly?: boolean;
}

/** What happens in a call. */
export type CallEvent =
  /**
   * The way to the others has changed. `connected`: the server has welcomed this person; with `host` and `loopback`
   * always. `tabs-only`: no server answers, or none is to be tried, so only tabs of this browser are found.
   */
  | { type: "signallingChanged"; state: "connecting" | "connected" | "tabs-only" | "reconnecting" }
  /** Someone is in the room; once for each, also for those who were there before. */
  | { type: "personJoined"; id: string; name: string }
  /** Someone chose another name. */
  | { type: "personRenamed"; id: string; name: string }
  /** Someone's way to the server is lost; the call with them may well go on. */
  | { type: "personAway"; id: string }
  /** That way is there again. */
  | { type: "personBack"; id: string }
  /** Someone is no longer in the room, and there is no call with them. */
  | { type: "personLeft"; id: string; reason: "left" | "gone" | "removed" }
  /** How the call with that person stands. Not repeated while it stays. */
  | { type: "linkChanged"; id: string; state: "idle" | "connecting" | "connected" | "troubled" }
  /**
   * In a room where one is called: how the call to or from that person stands. `calling` and `ringing` begin one,
   * `accepted` is said when there is one, and everything else ends it. `occupied`: this person has to hang up first.
   */
  | {
      type: "ringChanged";
      id: string;
      state:
        | "calling"
        | "ringing"
        | "accepted"
        | "declined"
        | "busy"
        | "no-answer"
        | "cancelled"
        | "answered-elsewhere"
        | "failed"
        | "gone"
        | "hung-up"
        | "occupied";
    }
  /** This side's camera or microphone; `code` and `message` say what happened where it cannot be used. */
  | {
      type: "mediaChanged";
      source: "microphone" | "camera" | "screen" | "screenAudio";
      state: "on" | "off" | "pending" | "denied";
      code?: string;
      message?: string;
    }
  /** Someone wrote to everyone; without `id` it was this person. At most 4,000 characters; text, never markup. */
  | { type: "said"; id?: string; text: string }
  /** Someone raised a hand, or lowered it; without `id` it was this person. Lowered until told otherwise. */
  | { type: "handChanged"; id?: string; state: "raised" | "lowered" }
  /** Someone sent an emoji, to be seen for a moment; without `id` it was this person. */
  | { type: "reacted"; id?: string; text: string }
  /** How good what arrives from that person is. Not repeated while it stays; `good` until told otherwise. */
  | { type: "qualityChanged"; id: string; state: "good" | "fair" | "poor" | "lost" }
  /**
   * Why the call with that person does not connect, or brings nothing: what happened and what to do, and a code that
   * stays the same. Without `code`: no longer so.
   */
  | { type: "linkProblem"; id: string; code?: string; message?: string }
  /** The call cannot go on, or not begin: what happened and what to do, and a code that stays the same. */
  | { type: "failed"; code: string; message: string }
  /** This person has left. */
  | { type: "left" };
