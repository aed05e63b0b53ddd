import { html } from "../html.js";

/** @returns {number} how many open tickets have nothing on this page */
export function notOnPage(spans, page) {
  return spans.filter(({ first, last, open }) => open && (first > page || last < page)).length;
}

/** What does not fit on this page, always counted. */
export function Pager({ pages, page, onPage }) {
  if (pages.count < 2) return null;
  const open = pages.spans.filter((span) => span.open);
  const after = open.filter(({ first }) => first > page).length;
  const before = open.filter(({ last }) => last < page).length;
  const words = (count, where) => `+ ${count} more ${count === 1 ? "ticket" : "tickets"} ${where}`;
  return html`<nav class="pager" aria-label="Pages of tickets">
    <button type="button" disabled=${page === 0} onClick=${() => onPage(page - 1)}>
      ◀ Page up
    </button>
    <span class=${before ? "hidden-tickets" : ""}>${before > 0 && words(before, "before")}</span>
    <span>Page ${page + 1} of ${pages.count}</span>
    <span class=${after ? "hidden-tickets" : ""}>${after > 0 && words(after, "below")}</span>
    <button type="button" disabled=${page >= pages.count - 1} onClick=${() => onPage(page + 1)}>
      Page down ▶
    </button>
  </nav>`;
}
