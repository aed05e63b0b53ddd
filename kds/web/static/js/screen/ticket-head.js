import { t } from "/languages/language.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { MARKS } from "./marks.js";
import { Timer } from "./timer.js";

/** How a customer is served, in words. */
export const SERVICES = {
  "dine-in": t("Dine-in"),
  takeaway: t("Takeaway"),
  delivery: t("Delivery"),
};

/** Number, service, who it is for, what was promised, how old it is; and every warning. */
export function TicketHead({ view, step, place, station }) {
  const told = (name, text) =>
    view.changed_head?.includes(name) ? html`<span class="altered">${text}</span>` : text;
  const late = useEachSecond(() => isPast(view.promised_at), view.promised_at);
  return html`<header class="ticket-head">
      ${place && html`<kbd class="place" aria-hidden="true">${place}</kbd>`}
      <h2>${told("number", view.number)}</h2>
      <${Timer} start=${view.since} step=${step} />
      <p class="who">
        ${station && html`<b class="station">${station}</b>`}
        <b>${told("service", SERVICES[view.service] ?? view.service)}</b>
        ${view.table && html`<span>${told("table", t("Table {table}", { table: view.table }))}</span>`}
        ${view.customer && html`<span>${told("customer", view.customer)}</span>`}
      </p>
      ${view.promised_at &&
      html`<p class="promised ${late ? "past" : ""}">
        ${t("Promised")} ${told("due_at", clockTime(view.promised_at, serverNow()))}
        ${late && ` – ${t("PAST")}`}
      </p>`}
    </header>
    <${Marks} view=${view} />
    ${view.note && html`<p class="note ticket-note">${told("note", `“${view.note}”`)}</p>`}`;
}

function isPast(promised) {
  return Boolean(promised) && Date.parse(promised) < serverNow();
}

function Marks({ view }) {
  const marks = [
    view.recalled && MARKS.recalled,
    view.possibly_made && MARKS.possibly_made,
    view.may_be_outdated && MARKS.may_be_outdated,
  ].filter(Boolean);
  return marks.map(
    ({ words, means }) => html`<p key=${words} class="mark" title=${means}>${words}</p>`,
  );
}
