// @ts-check
/** `join`: a call without an interface. */

import { Call } from "./call.js";
import { VisavisError } from "./client.js";
import { callable } from "./given.js";
import { ownServer, useBase } from "./place.js";
import { settingsOf } from "./settings.js";

/**
 * @import { Client } from "./client.js"
 * @import { CallEvent, CallOptions } from "./types.d.ts"
 */

/**
 * Makes the `join` of an entry of the package.
 *
 * @param {Client} client
 * @returns {(options: CallOptions, onEvent?: (event: CallEvent, call: Call) => void) => Promise<Call>}
 */
export function joinWith(client) {
  return async (options, onEvent = () => {}) => {
    callable("onEvent", onEvent);
    const signal = signalOf(options);
    signal?.throwIfAborted();
    useBase(options?.base);
    const applySettings = settingsOf(options);
    client.expectCall();
    await unlessAborted(client.load(), signal);
    // It may have been aborted between the resolution of that promise and this line.
    signal?.throwIfAborted();
    const call = new Call(
      client,
      (glue, tell) => glue.begin(withServer(options), tell),
      (event) => {
        // Everything is freed once the goodbye is on its way.
        if (event.type === "left") queueMicrotask(() => call.end());
        onEvent(event, call);
      },
    );
    applySettings(call);
    try {
      await unlessAborted(call.join(options.name), signal);
      return call;
    } catch (error) {
      // The rest of a call that could not be loaded would be tried again, and the page would not know.
      if (signal?.aborted || isOfLoading(error)) call.end();
      throw error;
    }
  };
}

/** Returns whether a file of the package did not come. @param {unknown} error */
function isOfLoading(error) {
  return error instanceof VisavisError && (error.code.startsWith("Client") || error.code === "WasmForbidden");
}

/**
 * Adds the server that belongs to the package's files, unless there is another one.
 *
 * @param {CallOptions} options
 */
function withServer(options) {
  const isMissing = typeof options === "object" && options !== null && !options.server;
  return isMissing ? { ...options, server: ownServer() } : options;
}

/**
 * Resolves like the promise, or rejects with the signal's reason if the signal is aborted first.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
function unlessAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** @param {CallOptions} options */
function signalOf(options) {
  const signal = options?.signal ?? undefined;
  // Not `instanceof`, which is false for a signal of another window.
  if (signal === undefined || Object.prototype.toString.call(signal) === "[object AbortSignal]") return signal;
  throw new VisavisError("UnusableOption", 'the option "signal" has to be an AbortSignal');
}
