import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.js";
import { Slots } from "./slots.js";

/**
 * Tickets in columns, page by page. Each stands in a slot of its own, which is all that the browser
 * lays out anew when the ticket changes; where the slots stand is worked out by `pack` (packing.js),
 * anew only when `shown` (which tickets, in which order) or a height has changed.
 */
export function Columns({ children, shown, pages }) {
  const element = useRef(null);
  const slots = useRef(null);
  useLayoutEffect(() => {
    slots.current = new Slots(element.current, (standing) => pages.stand(standing));
    return () => slots.current.end();
  }, []);
  useLayoutEffect(() => slots.current.arrange(), [shown]);
  useLayoutEffect(() => slots.current.turnTo(pages.shown), [pages.shown]);
  return html`<div class="columns" ref=${element}>
    <div class="strip">${children}</div>
  </div>`;
}
