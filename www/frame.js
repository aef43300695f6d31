// @ts-check
/** What a frame may be missing. */

/** @import { CallEvent } from "../src/js/types.d.ts" */

/** @type {Record<string, string>} */
const FEATURES = { camera: "camera", microphone: "microphone", screen: "display-capture" };

/**
 * Who asked for a device inside a frame and got none was perhaps not refused by the person: then this gives a better
 * code and sentence.
 *
 * @param {CallEvent & { type: "mediaChanged" }} event
 */
export function unusable({ source, state }) {
  const feature = FEATURES[source];
  if (state !== "denied" || !feature || window === window.top) return {};
  // Firefox does not tell; there the person's own refusal cannot be told apart.
  const policy = /** @type {{ featurePolicy?: { allowsFeature(name: string): boolean } }} */ (document).featurePolicy;
  if (!policy || policy.allowsFeature(feature)) return {};
  return {
    code: "FrameNotAllowed",
    message: `The page around this frame does not let it use the ${source}: its <iframe> needs allow="camera; microphone; display-capture".`,
  };
}
