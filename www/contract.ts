// Checks that what the modules export is what `types.d.ts` promises; only `tsc` reads this.
import * as headless from "./headless.js";
import type * as promised from "./types.d.ts";
import * as visavis from "./visavis.js";

export const main: Pick<typeof promised, "join" | "VERSION" | "VisAVis" | "VisavisError"> = visavis;
export const second: Pick<typeof promised, "join" | "VERSION" | "VisavisError"> = headless;
