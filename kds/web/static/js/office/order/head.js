import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { MARKS } from "../../screen/marks.js";
import { SERVICES } from "../../screen/ticket-head.js";
import { serverNow } from "../../server-clock.js";
import { businessDayName, clockTime } from "../../times.js";
import { StatusWord } from "../found.js";

/** Number, status and why, and for whom the order is. */
export function Head({ told }) {
  const { record, status, why, summary } = told;
  const { order } = record;
  return html`<header class="order-head">
    <h1>${order.number}</h1>
    <div class="standing">
      <p class="status" data-status=${status}>
        <${StatusWord} status=${status} />
        ${summary.sending && html`<span class="word">${t("sending")}</span>`}
        ${record.possibly_made && html`<span class="mark" title=${MARKS.possibly_made.means}>${MARKS.possibly_made.words}</span>`}
      </p>
      <ul class="why">${why.map((text) => html`<li key=${text}>${text}</li>`)}</ul>
    </div>
    <dl class="facts">${facts(told).map(([words, value]) => html`<div key=${words}><dt>${words}</dt><dd>${value}</dd></div>`)}</dl>
    ${order.note && html`<p class="note">“${order.note}”</p>`}
  </header>`;
}

function facts({ record, summary }) {
  const { order } = record;
  const { customer = {} } = order;
  const time = (at) => clockTime(at, serverNow());
  return [
    [t("Service"), SERVICES[order.service] ?? order.service],
    [t("Table"), order.table],
    [t("Customer"), customer.name],
    [t("Phone"), customer.phone && html`<a href="tel:${customer.phone}">${customer.phone}</a>`],
    [t("Accepted"), time(order.accepted_at)],
    [t("Business day"), businessDayName(summary.business_day)],
    [t("Till"), record.till],
    [t("Responsible"), order.responsible],
    [t("Promised"), order.due_at && time(order.due_at)],
    [t("Payment outside"), order.outside && outside(order.outside)],
    [t("Copy of"), order.copy_of && html`<${Original} order_id=${order.copy_of} />`],
    [t("Order id"), order.order_id],
  ].filter(([, value]) => value);
}

const STATES = {
  pending: t("not reported yet"),
  paid: t("paid there"),
  not_recorded: t("paid, and could not be recorded there"),
};

function outside({ system, state, reference }) {
  return [system, reference, STATES[state]].filter(Boolean).join(" · ");
}

function Original({ order_id }) {
  return html`<a href="/manager/orders/${encodeURIComponent(order_id)}">${order_id}</a>`;
}
