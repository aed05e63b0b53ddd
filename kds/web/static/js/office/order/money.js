import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { money } from "../../money.js";
import { serverNow } from "../../server-clock.js";
import { clockTime } from "../../times.js";
import { METHODS } from "../refunds.js";

/** What the order costs, each payment and refund, what is still due, and what is owed back. */
export function Money({ told }) {
  const { currency, record } = told;
  const { total, due, refund_owed } = told.money;
  const { payments = [], refunds = [], receipt } = record.order;
  // Undone before anybody has paid.
  const isNothing = total > 0 && due === 0 && payments.length === 0;
  const cents = (amount) => money(amount, currency);
  return html`<section>
    <h2>${t("Money")}</h2>
    <table class="money">
      <tbody>
        <${Sum} name="total" words=${t("Total")} amount=${cents(total)} />
        ${payments.map(
          (one) => html`<${Row}
            key=${one.payment_id}
            words=${t("Paid: {method}", { method: METHODS[one.method] })}
            fact=${one}
            amount=${cents(one.amount)}
          />`,
        )}
        ${refunds.map(
          (one) => html`<${Row}
            key=${one.refund_id}
            words=${t("Given back: {method}", { method: METHODS[one.method] })}
            fact=${one}
            amount=${cents(-one.amount)}
          />`,
        )}
        ${isNothing && html`<tr class="sum" data-money="nothing"><th scope="row" colspan="3">${t("Nothing to pay")}</th></tr>`}
        ${due > 0 && html`<${Sum} name="due" words=${t("Due")} amount=${cents(due)} />`}
        ${refund_owed > 0 && html`<${Sum} name="refund_owed" words=${t("Owed to the customer")} amount=${cents(refund_owed)} />`}
      </tbody>
    </table>
    ${!isNothing && html`<p class="receipt">${receiptWords(record, receipt)}</p>`}
  </section>`;
}

function Sum({ name, words, amount }) {
  return html`<tr class="sum ${name}" data-money=${name}>
    <th scope="row">${words}</th>
    <td></td>
    <td class="amount">${amount}</td>
  </tr>`;
}

function Row({ words, fact, amount }) {
  const time = clockTime(fact.at, serverNow());
  const reason = fact.reason ? ` “${fact.reason}”` : "";
  return html`<tr>
    <th scope="row">${words}</th>
    <td><small>${time} ${fact.by}${reason}</small></td>
    <td class="amount">${amount}</td>
  </tr>`;
}

const HOW = { "handed over": t("handed over"), printed: t("printed") };

function receiptWords(record, receipt) {
  const told = (fact, who) => ({ who, time: clockTime(fact.at, serverNow()) });
  if (receipt) {
    const how = HOW[receipt.how ?? "handed over"];
    return t("Receipt: {how} {time}, by {who}", { how, ...told(receipt, receipt.by) });
  }
  const waived = record.receipt_waived;
  if (waived && (record.order.payments ?? []).length <= (waived.payments ?? Infinity)) {
    const who = waived.by.name || waived.by.id;
    return t("Without a receipt: {reason} ({time}, {who})", { reason: waived.reason, ...told(waived, who) });
  }
  return t("The customer has no receipt.");
}
