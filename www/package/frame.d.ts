import type { Control } from "./visavis.js";

export const control: Control;
export type * from "./visavis.js";
