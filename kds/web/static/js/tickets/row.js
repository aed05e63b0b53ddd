import { statusName, t } from "/languages/language.js";
import { html } from "../html.js";
import { money } from "../money.js";
import { OrderLink } from "../office/found.js";
import { office } from "../office/page.js";
import { SERVICES } from "../screen/ticket-head.js";
import { age, clockTime } from "../times.js";
import { Buttons } from "./buttons.js";
import { lacking } from "./lacking.js";
import { lateMs } from "./sections.js";
import { TextState } from "./text-state.js";

const { currency } = document.body.dataset;

/** One ticket: what it is, for whom, and until when; what needs somebody is marked by shape and word. */
export function Row({ ticket, section, now }) {
  const late = lateMs(ticket, now);
  const kinds = [ticket.is_not_sent && "unsent", late > 0 && "late"].filter(Boolean).join(" ");
  return html`<tr class=${kinds} data-ticket=${ticket.order_id} data-status=${ticket.status}>
    <td class="due_at"><${Due} ticket=${ticket} late=${late} now=${now} /></td>
    <th scope="row" class="number"><${OrderLink} order=${ticket} /></th>
    <td class="task"><${Task} ticket=${ticket} /></td>
    <td class="customer"><${Customer} ticket=${ticket} /></td>
    <td class="responsible">${ticket.responsible}</td>
    <td class="status"><${Status} ticket=${ticket} now=${now} /></td>
    <td class="buttons"><${Buttons} ticket=${ticket} section=${section} /></td>
  </tr>`;
}

function Due({ ticket, late, now }) {
  if (!ticket.due_at) {
    return html`<span class="quiet">${t("as soon as possible")}</span>
      <small>${t("taken {time}", { time: clockTime(ticket.accepted_at, now) })}</small>`;
  }
  const left = Date.parse(ticket.due_at) - now;
  return html`<b><time datetime=${ticket.due_at}>${clockTime(ticket.due_at, now)}</time></b>
    ${late > 0
      ? html`<span class="word bad">■ ${t("LATE {age}", { age: age(late) })}</span>`
      : left > 0 && html`<small>${t("in {age}", { age: age(left) })}</small>`}`;
}

function Task({ ticket }) {
  const { task, more, units = [], note } = ticket;
  return html`<span>${task.map(({ quantity, product }) => `${quantity}× ${product}`).join(", ")}</span>
    ${more > 0 && html` <small>${t("and {count} more", { count: more })}</small>`}
    ${units.length > 0 && html`<small class="unit" title=${units.join(", ")}>↻ ${t("comes back for service")}</small>`}
    ${note && html`<small class="note">“${note}”</small>`}`;
}

function Customer({ ticket }) {
  const { customer, phone, table, service } = ticket;
  return html`<b>${customer ?? (table && t("Table {table}", { table }))}</b>
    ${phone && html`<a href="tel:${phone}">${phone}</a>`}
    <small>${SERVICES[service] ?? service}</small>`;
}

/** What keeps it from being closed, in words: whoever comes here sees what is to be done. */
function Lacking({ ticket }) {
  const what = lacking(ticket, office.nameOf);
  return what.length > 0 && html`<small data-lacking>${t("Still missing: {what}", { what: what.join(", ") })}</small>`;
}

function Status({ ticket, now }) {
  const { status, is_not_sent, is_sending, is_paid, to_pay, section, called_at } = ticket;
  return html`<span class="word ${is_not_sent ? "bad" : ""}">${is_not_sent ? "⚠ " : ""}${statusName(status)}</span>
    ${is_sending && html`<span class="word">… ${t("sending")}</span>`}
    ${section === "ready" && !ticket.collected_at && html`<small>${t("called {time}", { time: clockTime(called_at, now) })}</small>`}
    ${ticket.collected_at && html`<span class="word">✓ ${t("collected {time}", { time: clockTime(ticket.collected_at, now) })}</span>`}
    ${section === "ready" ? html`<${Lacking} ticket=${ticket} />` : to_pay > 0 && html`<small>${t("{amount} to pay", { amount: money(to_pay, currency) })}</small>`}
    ${is_paid && html`<small>✓ ${t("paid")}</small>`}
    ${section === "ready" && html`<${TextState} ticket=${ticket} now=${now} />`}`;
}
