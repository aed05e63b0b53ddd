/** Paying lines back, or some of their pieces. */
import { t } from "/languages/language.js";
import { button, el } from "../dom.js";
import { stepper } from "../entry/stepper.js";
import { money } from "../money.js";
import { doDeed } from "../orders/deeds.js";
import { leftLines } from "../orders/refunded.js";
import { openDialog } from "./dialog.js";
import { methodChoice } from "./method.js";
import { reasonField } from "./reason.js";

/** Ask which pieces of which lines, and note that they are paid back. */
export function openRefund(shown) {
  const rows = leftLines(shown.order).map((line) => pieces(line, update));
  const sum = el("output", { class: "large" });
  const method = methodChoice(t("How?"), shown.order.payments?.at(-1)?.method);
  const reason = reasonField([t("Cold or late"), t("Wrong product"), t("Not good")]);
  const all = button(t("Everything"), () => {
    for (const row of rows) row.all();
  });
  const dialog = openDialog({
    title: t("Refund {number}", { number: shown.order.number }),
    about: shown,
    content: [
      el("ul", { class: "pieces" }, rows.map((row) => row.element)),
      all,
      el("p", { class: "large" }, t("To give back"), " ", el("strong", {}, sum)),
      method.element,
      reason.element,
    ],
    verb: t("Refund"),
    kind: "danger",
    act: refund,
  });

  function update() {
    sum.textContent = money(rows.reduce((total, row) => total + row.cents(), 0));
  }

  async function refund() {
    if (!rows.every((row) => row.isWithin())) throw new Error(t("More than there is to refund."));
    const lines = rows.map((row) => row.read()).filter(({ quantity }) => quantity > 0);
    if (!lines.length) throw new Error(t("Choose what is refunded."));
    const body = { lines, method: method.value, reason: reason.value() };
    await doDeed(shown, "refund", body);
  }

  update();
  dialog.element.querySelector(".pieces input")?.focus();
}

function pieces({ line, left }, changed) {
  const amount = stepper(0, { least: 0, most: left, of: line.product, changed });
  const price = line.unit_price ?? 0;
  const element = el(
    "li",
    {},
    amount.element,
    el("span", {}, line.product),
    el("span", { class: "quiet" }, t("of {left}, {price} each", { left, price: money(price) })),
  );
  return {
    element,
    isWithin: amount.isWithin,
    cents: () => (amount.value || 0) * price,
    read: () => ({ line_id: line.line_id, quantity: amount.value || 0 }),
    all() {
      amount.input.value = left;
      changed();
    },
  };
}
