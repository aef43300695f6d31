// @ts-check
/** The values that follow from the events, in one table: the getters of call, element and frame are made from it. */

/**
 * @import { CallState } from "./state.js"
 * @import { CallValues, InterfaceValues, Layout } from "./types.d.ts"
 * @typedef {CallValues & InterfaceValues & { layout: Layout }} Values
 * @typedef {keyof Values} Value
 */

/**
 * How each value is read. Arrays and objects are copies: what a page does with them has no effect on the call.
 *
 * @satisfies {{ [Name in Value]: (state: CallState) => Values[Name] }}
 */
export const VALUES = {
  isInCall: (state) => state.isInCall,
  ownId: (state) => state.ownId,
  ownIdentity: (state) => state.ownIdentity,
  people: (state) => state.people,
  ownStream: (state) => state.ownStream,
  ownScreen: (state) => state.ownScreen,
  ownMedia: (state) => ({ ...state.ownMedia }),
  signallingState: (state) => state.signalling,
  host: (state) => state.host,
  knocking: (state) => [...state.knocking],
  isHandUp: (state) => state.isHandUp,
  ownRecording: (state) => state.ownRecording,
  speaker: (state) => state.speaker,
  devices: (state) => [...state.devices],
  // Of the interface, if there is one.
  panel: (state) => state.panel,
  pinned: (state) => state.pinned,
  layout: (state) => state.layout,
};

/**
 * Adds a getter to a class for each value that has none yet.
 *
 * @template {object} Instance
 * @param {Instance} prototype
 * @param {(instance: Instance, name: Value) => unknown} read
 */
export function defineValues(prototype, read) {
  for (const name of /** @type {Value[]} */ (Object.keys(VALUES))) {
    if (Object.hasOwn(prototype, name)) continue;
    /** @this {Instance} */
    const get = function () {
      return read(this, name);
    };
    Object.defineProperty(prototype, name, { get, configurable: true });
  }
}
