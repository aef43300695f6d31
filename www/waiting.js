// @ts-check
/**
 * @import { VisavisError } from "./client.js"
 * @import { InterfaceVerb, Verb as CallVerb } from "./verbs.js"
 * @typedef {CallVerb | InterfaceVerb} Verb
 */

/** The verbs that wait for a call, in order. */
export class Waiting {
  /** @type {{ verb: Verb, given: unknown[], resolve: (outcome: unknown) => void }[]} */
  #verbs = [];

  /**
   * Returns a promise of the verb's outcome.
   *
   * @param {Verb} verb
   * @param {unknown[]} given
   */
  add(verb, given) {
    return new Promise((resolve) => this.#verbs.push({ verb, given, resolve }));
  }

  /**
   * Carries out all of them.
   *
   * @param {(verb: Verb, given: unknown[]) => unknown} act
   */
  end(act) {
    for (const { verb, given, resolve } of this.#verbs.splice(0)) resolve(act(verb, given));
  }

  /**
   * Gives up all of them, or those of one kind.
   *
   * @param {VisavisError} reason
   * @param {Verb} [only]
   */
  refuse(reason, only) {
    const isRefused = (/** @type {{ verb: Verb }} */ { verb }) => only === undefined || verb === only;
    const refused = this.#verbs.filter(isRefused);
    this.#verbs = this.#verbs.filter((one) => !isRefused(one));
    for (const { resolve } of refused) {
      const rejected = Promise.reject(reason);
      rejected.catch(() => {});
      resolve(rejected);
    }
  }
}
