// Checks that the exports of the modules match `types.d.ts`; only `tsc` reads this.
import * as headless from "./headless.js";
import type * as promised from "./types.d.ts";
import * as visavis from "./visavis.js";

export const main: Pick<typeof promised, "join" | "VERSION" | "VisAVis" | "VisavisError"> = visavis;
export const second: Pick<typeof promised, "join" | "VERSION" | "VisavisError"> = headless;
