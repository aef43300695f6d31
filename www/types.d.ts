/**
 * The public types of `visavis` (the element and `join`) and of `visavis/headless` (`join` alone). Written by hand;
 * anything that is not declared here, or in the files that this one exports, may change.
 */

import type { CallEvent, Code } from "./events.d.ts";
import type { CallMethods } from "./methods.d.ts";
import type { CallOptions } from "./options.d.ts";
import type { VisAVis as Element } from "./vis-a-vis.d.ts";

export type * from "./events.d.ts";
export type * from "./framed.d.ts";
export type * from "./interface.d.ts";
export type * from "./methods.d.ts";
export type * from "./options.d.ts";
export type * from "./requests.d.ts";
export type * from "./vis-a-vis.d.ts";

/** The error that methods throw and promises reject with. */
export class VisavisError extends Error {
  constructor(code: Code, message: string, cause?: unknown);
  readonly code: Code;
}

/** A call without an interface. */
export interface Call extends CallMethods {
  /** Leaves without waiting for replies, and frees everything at once. */
  end(): void;
}

/**
 * Enters a room. Resolves once others can be reached: through the server, or without one among the tabs of this browser
 * (`signallingState` is `tabs-only`), unless `requireServer` is set. Rejects with a `VisavisError` if that fails, or with
 * the reason of `options.signal`, such as `AbortSignal.timeout(10_000)`.
 *
 * `onEvent` is called with every event in order, also before the promise resolves. An error that it throws is reported
 * like that of any listener (`window.onerror`) and does not affect the call. It may call methods of the call at once.
 */
export function join(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void): Promise<Call>;

export const VERSION: string;

export type VisAVis = Element;

export const VisAVis: {
  new (): VisAVis;
  /** The version of the package that was loaded first; a second one is not used. */
  readonly version: string;
};
