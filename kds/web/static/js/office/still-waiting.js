/** What keeps the kitchen no longer, and yet must not be forgotten when the business day ends. */
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { money } from "../money.js";
import { counted, Found } from "./found.js";
import { useOwed } from "./owed.js";
import { usePolled } from "./poll.js";

/** Each question looks through many orders, and little changes: it is asked less often. */
const EVERY_MS = 15_000;

export function StillWaiting() {
  return html`<${OfStatus}
      status="PARKED"
      title=${(count) => t("In the receipt park: {count}", { count })}
      nothing=${t("No order is parked.")}
    />
    <${OfStatus}
      status="PENDING"
      title=${(count) => t("Waiting for a payment in an external system: {count}", { count })}
      nothing=${t("No payment is waited for.")}
    />
    <${OfStatus}
      status="UNPAID_IN_EXTERNAL_SYSTEM"
      title=${(count) => t("Paid, and not recorded in the external system: {count}", { count })}
      nothing=${t("Every payment is recorded.")}
    />
    <${Owed} />`;
}

function OfStatus({ status, title, nothing }) {
  const { value, problem } = usePolled(`/api/v1/search?status=${status}&limit=200`, EVERY_MS);
  const { orders = [], next = null, currency } = value ?? {};
  return html`<section data-waiting=${status}>
    <h2>${title(counted(value))}</h2>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${orders.length > 0
      ? html`<${Found} orders=${orders} currency=${currency} />`
      : html`<p class="nothing">${value ? nothing : t("Fetching …")}</p>`}
    ${next &&
    html`<p class="nothing">
      ${t("Only the newest orders were looked through.")}${" "}
      <a href="/manager/orders?status=${status}">${t("Look further back")}</a>
    </p>`}
  </section>`;
}

function Owed() {
  const { value, problem } = useOwed();
  const { refunds = [], currency } = value ?? {};
  const amount = refunds.reduce((total, one) => total + one.amount, 0);
  return html`<section data-waiting="refunds">
    <h2>${t("Refunds owed: {count}", { count: value ? refunds.length : "…" })}</h2>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${refunds.length > 0
      ? html`<p><a href="/manager/refunds">${t("{amount} owed to customers", { amount: money(amount, currency) })}</a></p>`
      : html`<p class="nothing">${value ? t("Nothing is owed to any customer.") : t("Fetching …")}</p>`}
  </section>`;
}
