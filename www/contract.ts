// What the modules export is what `types.d.ts` promises; only `tsc` reads this.
import type * as promised from "./types.d.ts";
import * as headless from "./headless.js";
import * as visavis from "./visavis.js";

export const main: Pick<typeof promised, "join" | "VERSION" | "VisAVis" | "VisavisError"> = visavis;
export const second: Pick<typeof promised, "join" | "VERSION" | "VisavisError"> = headless;
