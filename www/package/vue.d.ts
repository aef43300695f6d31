import type { EmitFn, HTMLAttributes } from "vue";
import type { ElementEvents, ElementProperties, VisAVis } from "./visavis.js";

export * from "./visavis.js";

/** `<vis-a-vis>` in a template, with its properties (`:room="name"`) and events (`@visavis-left="update"`). */
export type VisAVisComponent = new () => VisAVis & {
  /** For the types of templates alone. */
  $props: HTMLAttributes & ElementProperties;
  /** For the types of templates alone. */
  $emit: EmitFn<{ [Type in keyof ElementEvents]: (event: ElementEvents[Type]) => void }>;
};

declare module "vue" {
  interface GlobalComponents {
    "vis-a-vis": VisAVisComponent;
  }
}
