// @ts-check
/** The main entry of the package: defines `<vis-a-vis>`, and also exports calls without an interface. */

import * as call from "./call.js";
import * as client from "./client.js";
import * as element from "./element.js";
import { joinWith } from "./join.js";

export const { Call, VERSION, VisAVis, VisavisError, join } = client.registerOnce("visavis.js", {
  Call: call.Call,
  VERSION: client.VERSION,
  VisAVis: element.VisAVis,
  VisavisError: client.VisavisError,
  join: joinWith(element.client),
});
