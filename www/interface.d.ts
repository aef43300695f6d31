/** What concerns the interface alone, in the element and in a frame; a call without an interface has none of it. */

/** A panel beside the call. */
export type Panel = "chat" | "people" | "devices" | "quality" | "log" | "help";

/** How more than two people are arranged: all alike, or one large and the others in a strip. */
export type Layout = "grid" | "speaker";

/** The methods that concern the interface. They have an effect whatever `hide` takes away from the person. */
export interface InterfaceVerbs {
  /**
   * Opens a panel in place of the open one, without taking the focus. No effect on a screen that does not have it: before
   * a call there are `devices` and `help`, in it all of them, after it `log` and `help`. Any other name is refused with
   * `UnusableArgument`.
   */
  openPanel(panel: Panel): void;
  closePanel(): void;
  /**
   * Shows a person large, also beside a shared screen, until they leave; `null` shows who speaks again. No effect if that
   * person is not in the call. The person does it with the button on a tile, or a double click.
   */
  pin(id: string | null): void;
}

/** The values of the interface, as of the last `panelChanged` and `pinChanged`. */
export interface InterfaceValues {
  /** The open panel. */
  readonly panel: Panel | null;
  /** The id of the person who is pinned. */
  readonly pinned: string | null;
}
