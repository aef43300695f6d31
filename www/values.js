// @ts-check
/** The values of a call that follow from its events, in one table: the getters of call, element and frame are made from it. */

/**
 * @import { CallState } from "./state.js"
 * @import { CallValues } from "./types.d.ts"
 * @typedef {keyof CallValues} Value
 */

/**
 * How each value is read. Arrays and objects are copies: what a page does with them has no effect on the call.
 *
 * @satisfies {{ [Name in Value]: (state: CallState) => CallValues[Name] }}
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
};

/**
 * Adds a getter to a class for each value.
 *
 * @template {object} Instance
 * @param {Instance} prototype
 * @param {(instance: Instance, name: Value) => unknown} read
 */
export function defineValues(prototype, read) {
  for (const name of /** @type {Value[]} */ (Object.keys(VALUES))) {
    /** @this {Instance} */
    const get = function () {
      return read(this, name);
    };
    Object.defineProperty(prototype, name, { get, configurable: true });
  }
}
