import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.js";
import { markContinued } from "./continued.js";

/**
 * Tickets in columns, page by page; the browser's own columns make their height fit. Measured only
 * when `shown` (which tickets, in which order) or a size has changed: measuring costs a layout.
 */
export function Columns({ children, shown, page, onPages }) {
  const element = useRef(null);
  const sizes = useRef(null);
  const width = useRef(0);
  const [size, again] = useState(0);
  useLayoutEffect(() => {
    sizes.current = watchSizes(() => again((count) => count + 1));
    return () => sizes.current.disconnect();
  }, []);
  useLayoutEffect(() => {
    sizes.current.watch([element.current, ...element.current.children]);
    markContinued(element.current);
    const pages = measure(element.current);
    width.current = pages.width;
    onPages(pages);
  }, [shown, size]);
  useLayoutEffect(() => {
    element.current.scrollLeft = page * width.current;
  }, [shown, size, page]);
  return html`<div class="columns" ref=${element}>${children}</div>`;
}

/**
 * @typedef {{first: number, last: number, several: boolean, open: boolean}} Span the pages that a
 *   ticket stands on, whether it does so in several columns, and whether it is still open
 * @returns {{count: number, width: number, spans: Span[]}}
 */
function measure(element) {
  const gap = parseFloat(getComputedStyle(element).columnGap) || 0;
  const width = element.clientWidth + gap;
  const start = element.getBoundingClientRect().left - element.scrollLeft;
  const spans = [...element.children].map((child) => {
    const { left, right } = child.getBoundingClientRect();
    const first = Math.floor((left - start + 1) / width);
    const last = Math.max(first, Math.floor((right - start - 1) / width));
    const several = child.getClientRects().length > 1;
    return { first, last, several, open: child.dataset.orderId !== undefined };
  });
  return { count: Math.max(0, ...spans.map(({ last }) => last)) + 1, width, spans };
}

/** Tell `changed` when an element that is watched has got another size than at first. */
function watchSizes(changed) {
  const known = new WeakMap();
  const observer = new ResizeObserver((entries) => {
    const other = entries.filter(({ target, borderBoxSize: [box] }) => {
      const before = known.get(target);
      const now = `${box.inlineSize} ${box.blockSize}`;
      known.set(target, now);
      return target.isConnected && before !== "" && before !== now;
    });
    if (other.length > 0) changed();
  });
  return {
    watch(elements) {
      for (const element of elements) {
        if (known.has(element)) continue;
        known.set(element, "");
        observer.observe(element);
      }
    },
    disconnect: () => observer.disconnect(),
  };
}
