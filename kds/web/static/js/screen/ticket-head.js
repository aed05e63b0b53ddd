import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { MARKS } from "./marks.js";
import { Timer } from "./timer.js";

/** How a customer is served, in words. */
export const SERVICES = { "dine-in": "Dine-in", takeaway: "Takeaway", delivery: "Delivery" };

/** Number, service, who it is for, what was promised, how old it is; and every warning. */
export function TicketHead({ view, step, place, station }) {
  const altered = (name) => (view.changed_head?.includes(name) ? "altered" : "");
  const late = useEachSecond(() => isPast(view.promised_at), view.promised_at);
  return html`<header class="ticket-head">
      ${place && html`<kbd class="place" aria-hidden="true">${place}</kbd>`}
      <h2 class=${altered("number")}>${view.number}</h2>
      <${Timer} start=${view.since} step=${step} />
      <p class="who">
        ${station && html`<b class="station">${station}</b>`}
        <b class=${altered("service")}>${SERVICES[view.service] ?? view.service}</b>
        ${view.table && html`<span class=${altered("table")}>Table ${view.table}</span>`}
        ${view.customer && html`<span class=${altered("customer")}>${view.customer}</span>`}
      </p>
      ${view.promised_at &&
      html`<p class="promised ${late ? "past" : ""} ${altered("due_at")}">
        Promised ${clockTime(view.promised_at, serverNow())}${late ? " – PAST" : ""}
      </p>`}
    </header>
    <${Marks} view=${view} />
    ${view.note && html`<p class="note ticket-note ${altered("note")}">“${view.note}”</p>`}`;
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
