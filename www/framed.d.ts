/** A call in a frame: the types of `visavis/frame`. */

import type { CallEvent } from "./events.d.ts";
import type { InterfaceValues, InterfaceVerbs, Layout } from "./interface.d.ts";
import type { CallValues, CallVerbs } from "./methods.d.ts";

/** What the page around a frame gets from it. Streams, connections and data cannot be sent by message. */
export type FrameEvent =
  | Exclude<CallEvent, { type: "streamChanged" | "connectionChanged" | "dataOpened" | "dataReceived" | "dataClosed" }>
  /** Emitted when the interface is shown. */
  | { type: "ready" }
  /** Emitted when a command cannot be carried out. */
  | { type: "refused"; command: string; message: string };

/**
 * Attributes of the element in the frame that can be set while it is loaded: see `Reflected`. The value is what was set
 * last, at first that of the frame's address; that of `layout` is the arrangement in use. `""` or `null` unsets it. What
 * was set is kept when the frame loads again.
 */
export interface FrameSettings {
  get theme(): string;
  set theme(theme: "light" | "dark" | "" | null);
  /** Without one, the first of the browser's languages that there is. */
  get lang(): string;
  set lang(lang: string | null);
  get layout(): Layout;
  set layout(layout: Layout | "" | null);
  get hide(): string;
  set hide(names: string | null);
  get heading(): string;
  set heading(heading: string | null);
  get logo(): string;
  set logo(address: string | null);
  get logoText(): string;
  set logoText(text: string | null);
}

export interface FrameOptions {
  /** A token that permits entry, if the room needs one. */
  token?: string;
}

/**
 * A call in a frame, as the page around it sees it: the methods are sent as commands, and the values follow from the
 * events. Streams and connections are `null`. It begins anew when the frame loads another page.
 */
export interface FrameCall extends CallVerbs, CallValues, InterfaceVerbs, InterfaceValues, FrameSettings {
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
