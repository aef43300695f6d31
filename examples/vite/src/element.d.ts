import type { HTMLAttributes } from "react";
import type { ElementEvents, Reflected, VisAVis } from "visavis";

type Handlers = { [Type in keyof ElementEvents as `on${Type}`]?: (event: ElementEvents[Type]) => void };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "vis-a-vis": HTMLAttributes<VisAVis> & Handlers & Partial<Reflected>;
    }
  }
}
