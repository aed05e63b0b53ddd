import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { keyOf } from "./departures.js";
import { MARKS } from "./marks.js";
import { Place } from "./places.js";
import { useTicketClock } from "./ticket-clock.js";
import { Timer } from "./timer.js";

/** How a customer is served, in words. */
export const SERVICES = {
  "dine-in": t("Dine-in"),
  takeaway: t("Takeaway"),
  delivery: t("Delivery"),
};

/** Number, service, who it is for, what was promised, how old it is or how long until then; and every warning. */
export function TicketHead({ view, step, station }) {
  const told = (name, text) =>
    view.changed_head?.includes(name) ? html`<span class="altered">${text}</span>` : text;
  const late = useTicketClock(() => isPast(view.promised_at), keyOf(view), view.promised_at);
  return html`<header class="ticket-head">
      <${Place} view=${view} />
      <h2 style=${{ "--chars": view.number.length }}>${told("number", view.number)}</h2>
      <${Timer} view=${view} step=${step} />
      <p class="who">
        ${station && html`<b class="station">${station}</b>`}
        <b>${told("service", SERVICES[view.service] ?? view.service)}</b>
        ${view.table && html`<span>${told("table", t("Table {table}", { table: view.table }))}</span>`}
        ${view.customer && html`<span>${told("customer", view.customer)}</span>`}
      </p>
      ${view.promised_at &&
      html`<p class="promised ${late ? "past" : ""}">
        ${view.board === "approvals" ? t("Wished for") : t("Promised")} ${told("due_at", clockTime(view.promised_at, serverNow()))}
        ${late && ` – ${t("PAST")}`}
      </p>`}
    </header>
    <${Marks} view=${view} />
    ${view.note && html`<p class="note ticket-note">${told("note", `“${view.note}”`)}</p>`}`;
}

const STATIONS = JSON.parse(document.body.dataset.stations || "{}");

function nameOf(station) {
  return STATIONS[station] ?? station;
}

function isPast(promised) {
  return Boolean(promised) && Date.parse(promised) < serverNow();
}

function Marks({ view }) {
  const marks = [
    view.priority && { ...MARKS.rush, look: "mark rush" },
    view.moved_from && { ...MARKS.moved, words: t("MOVED FROM {station}", { station: nameOf(view.moved_from) }) },
    view.recalled && MARKS.recalled,
    view.possibly_made && MARKS.possibly_made,
    view.on_paper && MARKS.on_paper,
    view.may_be_outdated && MARKS.may_be_outdated,
  ].filter(Boolean);
  return marks.map(
    ({ words, means, look = "mark" }) => html`<p key=${words} class=${look} title=${means}>${words}</p>`,
  );
}
