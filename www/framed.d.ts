/** A call in a frame: the types of `visavis/frame`. */

import type { CallEvent } from "./events.d.ts";
import type { CallValues, CallVerbs } from "./methods.d.ts";

/** What the page around a frame gets from it. Streams, connections and data cannot be sent by message. */
export type FrameEvent =
  | Exclude<CallEvent, { type: "streamChanged" | "connectionChanged" | "dataOpened" | "dataReceived" | "dataClosed" }>
  /** Emitted when the interface is shown. */
  | { type: "ready" }
  /** Emitted when a command cannot be carried out. */
  | { type: "refused"; command: string; message: string };

export interface FrameOptions {
  /** A token that permits entry, if the room needs one. */
  token?: string;
}

/**
 * A call in a frame, as the page around it sees it: the methods are sent as commands, and the values follow from the
 * events. Streams and connections are `null`. It begins anew when the frame loads another page.
 */
export interface FrameCall extends CallVerbs, CallValues {
  /** Enters the room, under the name in the frame's address if no name is given. */
  join(name?: string): void;
  /** Stops listening to the frame; the call in it goes on. Methods have no effect afterwards. */
  end(): void;
}

/**
 * `control` of `visavis/frame`: controls the call in a frame with `embed.html`, whose server has to list the origin of
 * this page (`--embed-origins`). Call it as soon as the frame is in the document: events come from then on.
 *
 * `onEvent` is called with every event in order. An error that it throws goes to `window.onerror`.
 */
export type Control = (
  frame: HTMLIFrameElement,
  options?: FrameOptions,
  onEvent?: (event: FrameEvent, call: FrameCall) => void,
) => FrameCall;
