import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.js";

/** Tickets in columns, page by page; the browser's own columns make their height fit. */
export function Columns({ children, page, onPages }) {
  const element = useRef(null);
  const [, again] = useState(0);
  useLayoutEffect(() => {
    const resized = new ResizeObserver(() => again((count) => count + 1));
    resized.observe(element.current);
    return () => resized.disconnect();
  }, []);
  useLayoutEffect(() => {
    const pages = measure(element.current);
    element.current.scrollLeft = Math.min(page, pages.count - 1) * pages.width;
    onPages(pages);
  });
  return html`<div class="columns" ref=${element}>${children}</div>`;
}

/** @returns {{count: number, width: number, pageOf: number[]}} the page of each ticket */
function measure(element) {
  const gap = parseFloat(getComputedStyle(element).columnGap) || 0;
  const width = element.clientWidth + gap;
  const left = element.getBoundingClientRect().left - element.scrollLeft;
  const pageOf = [...element.children].map((child) => {
    return Math.floor((child.getBoundingClientRect().left - left + 1) / width);
  });
  return { count: Math.max(0, ...pageOf) + 1, width, pageOf };
}
