// @ts-check
/** The package's second entry: the call alone, from a build that has no interface. */

import { joinWith } from "./call.js";
import { Client } from "./client.js";

export { Call } from "./call.js";
export { VERSION, VisavisError } from "./client.js";
export const join = joinWith(
  new Client(() => import("./headless/visavis.js"), new URL("./headless/visavis_bg.wasm", import.meta.url)),
);
