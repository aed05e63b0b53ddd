import { t } from "/languages/language.js";
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
  return html`<nav class="pager" aria-label=${t("Pages of tickets")}>
    <button type="button" disabled=${page === 0} onClick=${() => onPage(page - 1)}>
      ◀ ${t("Page up")}
    </button>
    <span class=${before ? "hidden-tickets" : ""}>${before > 0 && beforeWords(before)}</span>
    <span>${t("Page {page} of {count}", { page: page + 1, count: pages.count })}</span>
    <span class=${after ? "hidden-tickets" : ""}>${after > 0 && belowWords(after)}</span>
    <button type="button" disabled=${page >= pages.count - 1} onClick=${() => onPage(page + 1)}>
      ${t("Page down")} ▶
    </button>
  </nav>`;
}

function beforeWords(count) {
  return count === 1 ? t("+ 1 more ticket before") : t("+ {count} more tickets before", { count });
}

function belowWords(count) {
  return count === 1 ? t("+ 1 more ticket below") : t("+ {count} more tickets below", { count });
}
