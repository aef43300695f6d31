export { join, VERSION, VisavisError } from "./visavis.js";
export type * from "./visavis.js";
