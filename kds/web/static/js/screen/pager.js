import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { Steady } from "./steady.js";

/** What does not fit on this page, always counted. */
export function Pager({ pages }) {
  useChanges(pages.changed);
  if (pages.count < 2) return null;
  const page = pages.shown;
  const open = pages.spans.filter((span) => span.open);
  const after = open.filter(({ first }) => first > page).length;
  const before = open.filter(({ last }) => last < page).length;
  return html`<nav class="pager" aria-label=${t("Pages of tickets")}>
    <button type="button" disabled=${page === 0} onClick=${() => pages.turn(-1)}>
      ◀ ${t("Page up")}
    </button>
    <span class=${before ? "hidden-tickets" : ""}>${before > 0 && html`<${Steady} text=${beforeWords(before)} />`}</span>
    <span>${t("Page {page} of {count}", { page: page + 1, count: pages.count })}</span>
    <span class=${after ? "hidden-tickets" : ""}>${after > 0 && html`<${Steady} text=${belowWords(after)} />`}</span>
    <button type="button" disabled=${page >= pages.count - 1} onClick=${() => pages.turn(1)}>
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
