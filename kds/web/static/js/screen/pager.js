import { html } from "../html.js";

/** What does not fit on this page, always counted. */
export function Pager({ pages, page, onPage }) {
  if (pages.count < 2) return null;
  const after = pages.pageOf.filter((one) => one > page).length;
  const before = pages.pageOf.filter((one) => one < page).length;
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
