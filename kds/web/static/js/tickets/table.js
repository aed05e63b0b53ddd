import { t } from "/languages/language.js";
import { html } from "../html.js";
import { sortBy } from "./place.js";
import { Row } from "./row.js";

/** @type {[string, string][]} the columns: by what they are sorted, and their names */
const COLUMNS = [
  ["due_at", t("Pickup")],
  ["number", t("Number")],
  ["task", t("Task")],
  ["customer", t("Customer")],
  ["responsible", t("Responsible")],
  ["status", t("Status")],
];

/** The tickets of a section, sorted by the column that is pressed. */
export function Table({ section, tickets, sort, now }) {
  return html`<table class="tickets">
    <thead>
      <tr>
        ${COLUMNS.map(([name, words]) => html`<${Heading} key=${name} name=${name} words=${words} sort=${sort} />`)}
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${tickets.map(
        (ticket) => html`<${Row} key=${ticket.order_id} ticket=${ticket} section=${section} now=${now} />`,
      )}
    </tbody>
  </table>`;
}

function Heading({ name, words, sort }) {
  const is = { [name]: "ascending", [`-${name}`]: "descending" }[sort] ?? "none";
  const mark = { ascending: "▲", descending: "▼", none: "" }[is];
  return html`<th scope="col" class=${name} aria-sort=${is}>
    <button type="button" data-sort=${name} onClick=${() => sortBy(name, sort)}>
      ${words} <span aria-hidden="true">${mark}</span>
    </button>
  </th>`;
}
