import { statusName, t } from "/languages/language.js";
import { html } from "../html.js";
import { money } from "../money.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";

/** Orders as a table, each with the way to its own page. */
export function Found({ orders, currency }) {
  return html`<div class="wide">
    <table class="found">
      <thead>
        <tr>
          <th scope="col">${t("Number")}</th>
          <th scope="col">${t("Status")}</th>
          <th scope="col">${t("Accepted")}</th>
          <th scope="col">${t("Table")}</th>
          <th scope="col">${t("Customer")}</th>
          <th scope="col" class="amount">${t("Total")}</th>
          <th scope="col">${t("Till")}</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map((order) => html`<${Row} key=${order.order_id} order=${order} currency=${currency} />`)}
      </tbody>
    </table>
  </div>`;
}

function Row({ order, currency }) {
  return html`<tr data-found=${order.order_id}>
    <th scope="row"><${OrderLink} order=${order} /></th>
    <td><${StatusWord} status=${order.status} /></td>
    <td><time datetime=${order.accepted_at}>${clockTime(order.accepted_at, serverNow())}</time></td>
    <td>${order.table}</td>
    <td>${order.customer}</td>
    <td class="amount">${order.total == null ? "" : money(order.total, currency)}</td>
    <td>${order.till}</td>
  </tr>`;
}

/** The number of an order, which leads to everything about it. */
export function OrderLink({ order }) {
  return html`<a class="number" href="/manager/orders/${encodeURIComponent(order.order_id)}">
    ${order.number}
  </a>`;
}

/** The name of a status; one that needs somebody at once is marked. */
export function StatusWord({ status }) {
  const kind = status === "NOT_SENT_TO_KITCHEN" ? "bad" : status === "COMPLETED" ? "good" : "";
  return html`<span class="word ${kind}">${statusName(status)}</span>`;
}

/** @returns {string | number} how many were found; "…" while nobody knows */
export function counted(value) {
  const count = value?.orders.length ?? 0;
  if (value === null || (value.next && count === 0)) return "…";
  return value.next ? t("{count} or more", { count }) : count;
}
