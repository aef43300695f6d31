import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ElementEvents, ElementProperties, VisAVis } from "./visavis.js";

export * from "./visavis.js";

/** The properties of `<vis-a-vis>` in JSX: those of any element, its own, and `onvisavis-…` for its events. */
export type VisAVisProps = DetailedHTMLProps<HTMLAttributes<VisAVis>, VisAVis> &
  ElementProperties & {
    [Type in keyof ElementEvents as `on${Type}`]?: (event: ElementEvents[Type]) => void;
  };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "vis-a-vis": VisAVisProps;
    }
  }
}
