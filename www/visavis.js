// @ts-check
/** The package's main entry: defines `<vis-a-vis>`, and gives the call without an interface too. */

import { joinWith } from "./call.js";
import { client } from "./element.js";

export { Call } from "./call.js";
export { VERSION, VisavisError } from "./client.js";
export { VisAVis } from "./element.js";
export const join = joinWith(client);
