import { t } from "/languages/language.js";
import { html } from "../html.js";
import { go, SECTIONS } from "./place.js";

/** The way between the sections, with how many tickets each has, and how many need somebody. */
export function Navigation({ section, tickets }) {
  return html`<nav class="sections" aria-label=${t("Sections")}>
    ${Object.entries(SECTIONS).map(
      ([name, { path, words }]) => html`<a
        key=${name}
        href=${path}
        data-section=${name}
        aria-current=${name === section ? "page" : undefined}
        onClick=${(event) => follow(event, name)}
      >
        ${words}
        ${name in (tickets ?? {}) && html`<${Counts} tickets=${tickets[name]} />`}
      </a>`,
    )}
  </nav>`;
}

function Counts({ tickets }) {
  const unsent = tickets.filter((ticket) => ticket.is_not_sent).length;
  return html` <b class="count" data-count>${tickets.length}</b>
    ${unsent > 0 && html` <b class="count unsent" title=${t("not sent to kitchen")}>⚠ ${unsent}</b>`}`;
}

/** A plain click stays on the page; with a key or another button the browser opens what it always does. */
function follow(event, name) {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(name);
}
