// @ts-check
/** The second entry of the package: calls without an interface, from a smaller build. */

import * as call from "./call.js";
import * as client from "./client.js";
import { joinWith } from "./join.js";
import { located } from "./place.js";

const build = new client.Client(
  () => import("./headless/visavis.js"),
  () => located("headless/visavis_bg.wasm", () => new URL("./headless/visavis_bg.wasm", import.meta.url)),
  () => located("headless/visavis_call.wasm", () => new URL("./headless/visavis_call.wasm", import.meta.url)),
);

export const { Call, VERSION, VisavisError, join } = client.registerOnce("headless.js", {
  Call: call.Call,
  VERSION: client.VERSION,
  VisavisError: client.VisavisError,
  join: joinWith(build),
});
