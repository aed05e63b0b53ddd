/** The receipt on the screen and on paper: shown, printed, and noted once it is handed over. */
import { t } from "/languages/language.js";
import { SignedOut } from "../ask.js";
import { button, el } from "../dom.js";
import { money } from "../money.js";
import { doDeed } from "../orders/deeds.js";
import { orderOf, watch } from "../orders/known.js";
import { print, printable, sheetRow } from "../orders/paper.js";
import { theTill } from "../settled.js";
import { dayAndTime, exactTime } from "../times.js";
import { METHODS } from "../words.js";
import { openDialog } from "./dialog.js";

/** @param {number | null} change what the customer gets back first */
export function openReceipt(shown, change = null) {
  const isMissing = canHandOver(shown);
  const handOver = async () => {
    await doDeed(orderOf(shown.order_id) ?? shown, "receipt");
  };
  const sheets = el("div", { class: "sheets", role: "status" });
  const press = button("", () => printNow(), { hidden: true });
  const dialog = openDialog({
    title: t("Receipt {number}", { number: shown.order.number }),
    about: shown,
    content: [change ? changeDue(change) : "", paper(shown), sheets],
    ...(isMissing ? { verb: t("Handed over"), act: handOver } : {}),
  });
  const footer = dialog.element.querySelector("footer");
  footer.querySelector(".said").after(press);
  const end = watch(() => follow(orderOf(shown.order_id) ?? shown));
  dialog.element.addEventListener("close", end);
  follow(shown);
  footer.querySelector(".main")?.focus();
  if (!isMissing) dialog.element.querySelector(".close").focus();

  /** The paper comes, or does not, while the window is open. */
  function follow(now) {
    const wanted = printable(now);
    press.hidden = !wanted;
    press.textContent = wanted?.label ?? "";
    // What is read out again is only what is new.
    const told = JSON.stringify(now.whereabouts.receipts);
    if (sheets.dataset.told !== told) {
      sheets.dataset.told = told;
      sheets.replaceChildren(...now.whereabouts.receipts.map(sheetRow));
    }
    const main = footer.querySelector(".main");
    if (main) main.hidden = !canHandOver(now);
    if (!main?.hidden || document.activeElement !== main) return;
    dialog.element.querySelector(".close").focus();
  }

  async function printNow() {
    const now = orderOf(shown.order_id) ?? shown;
    const wanted = printable(now);
    if (!wanted) return;
    press.disabled = true;
    try {
      await print(now, wanted.body);
      dialog.say("");
    } catch (error) {
      if (!(error instanceof SignedOut)) dialog.say(error.message, true);
    } finally {
      press.disabled = false;
    }
  }
}

function canHandOver({ offered }) {
  return offered.some(({ action }) => action === "hand over receipt");
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
