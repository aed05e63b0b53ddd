/** The receipt on the screen: shown to the customer, and noted once it is handed over. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { doDeed } from "../orders/deeds.js";
import { theTill } from "../settled.js";
import { dayAndTime, exactTime } from "../times.js";
import { METHODS } from "../words.js";
import { openDialog } from "./dialog.js";

/** @param {number | null} change what the customer gets back first */
export function openReceipt(shown, change = null) {
  const isMissing = shown.offered.some(({ action }) => action === "hand over receipt");
  const handOver = async () => {
    await doDeed(shown, "receipt");
  };
  openDialog({
    title: t("Receipt {number}", { number: shown.order.number }),
    about: shown,
    content: [
      change ? changeDue(change) : "",
      paper(shown),
    ],
    ...(isMissing ? { verb: t("Handed over"), act: handOver } : {}),
  }).element.querySelector(isMissing ? "footer .main" : ".close").focus();
}

function changeDue(amount) {
  return el("p", { class: "large change" }, t("Change due"), " ", el("strong", {}, money(amount)));
}

function paper({ order, money: sums }) {
  const { payments = [], refunds = [] } = order;
  return el(
    "section",
    { class: "receipt", "aria-label": t("Receipt") },
    el("h3", {}, theTill().name),
    el("p", { class: "receipt-number" }, `${t("Order")} ${order.number}`),
    el("p", {}, dayAndTime(payments.at(-1)?.at ?? order.accepted_at)),
    order.table ? el("p", {}, t("Table {table}", { table: order.table })) : "",
    el("table", {}, el("tbody", {}, order.lines.map(lineRow))),
    el(
      "table",
      { class: "sums" },
      el(
        "tbody",
        {},
        row(t("Total"), sums.total, "receipt-total"),
        payments.map((paid) => row(`${METHODS[paid.method]} ${exactTime(paid.at)}`, paid.amount)),
        refunds.map(({ method, amount }) => row(`${t("Given back")}: ${METHODS[method]}`, -amount)),
        sums.due ? row(t("To pay"), sums.due, "receipt-total") : "",
      ),
    ),
    order.void ? el("p", { class: "receipt-void" }, t("VOIDED")) : "",
    order.responsible ? el("p", {}, t("Served by {name}", { name: order.responsible })) : "",
  );
}

function lineRow({ quantity, product, modifiers = [], unit_price: price }) {
  const what = el("td", {}, `${quantity} × ${product}`);
  if (modifiers.length) what.append(el("small", {}, modifiers.join(", ")));
  return el("tr", {}, what, el("td", {}, price === undefined ? "" : money(quantity * price)));
}

function row(label, amount, kind = null) {
  return el("tr", { class: kind }, el("td", {}, label), el("td", {}, money(amount)));
}
