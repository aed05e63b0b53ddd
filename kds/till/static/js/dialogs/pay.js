/** Taking money: all that is due or a part of it, in cash, by card, or in an external system. */
import { t } from "/languages/language.js";
import { compact, el } from "../dom.js";
import { cents, money, plain } from "../money.js";
import { doDeed } from "../orders/deeds.js";
import { cashCounter } from "./cash.js";
import { openDialog } from "./dialog.js";
import { methodChoice } from "./method.js";
import { openReceipt } from "./receipt.js";
import { openReport } from "./report.js";

/** Ask how the order is paid, and note it. */
export function openPay(shown) {
  const { due, total } = shown.money;
  const amount = el("input", {
    name: "amount",
    inputmode: "decimal",
    autocomplete: "off",
    value: total ? plain(due) : "",
    oninput: update,
  });
  const left = el("p", { class: "quiet left", role: "status" });
  const counter = cashCounter(() => cents(amount.value) ?? 0);
  const outside = outsideFields();
  const method = methodChoice(t("How?"), "cash", update);
  const dialog = openDialog({
    title: t("Pay {number}", { number: shown.order.number }),
    about: shown,
    content: [
      el("p", { class: "large" }, t("To pay"), " ", el("strong", {}, money(due))),
      method.element,
      el("label", { class: "amount" }, t("Amount"), amount),
      left,
      counter.element,
      outside.element,
    ],
    verb: t("Take the money"),
    act: pay,
  });
  const verb = dialog.element.querySelector("footer .main");

  function update() {
    const isOutside = method.value === "external";
    const sum = cents(amount.value);
    counter.element.hidden = method.value !== "cash";
    outside.element.hidden = !isOutside;
    amount.disabled = isOutside;
    counter.update();
    const rest = total && sum !== null && !isOutside ? due - sum : 0;
    left.textContent = rest > 0 ? t("{amount} stay to be paid.", { amount: money(rest) }) : "";
    verb.textContent = isOutside ? t("Begin the payment") : taking(sum);
  }

  async function pay() {
    if (method.value === "external") {
      const begun = await doDeed(shown, "pay", { method: "external", ...outside.read() });
      return () => openReport(begun);
    }
    const sum = cents(amount.value);
    if (!sum) throw new Error(t("Say how much is paid."));
    if (total && sum > due) {
      throw new Error(t("No more than {amount} is due.", { amount: money(due) }));
    }
    const change = method.value === "cash" ? counter.change() : null;
    const paid = await doDeed(shown, "pay", { method: method.value, amount: sum });
    return () => (paid.money.due ? openPay(paid) : openReceipt(paid, change));
  }

  update();
  verb.focus();
}

function taking(sum) {
  return sum ? t("Take {amount}", { amount: money(sum) }) : t("Take the money");
}

function outsideFields() {
  const system = el("input", {
    name: "system",
    maxlength: 80,
    placeholder: t("payment terminal"),
    autocomplete: "off",
  });
  const reference = el("input", { name: "reference", maxlength: 80, autocomplete: "off" });
  const element = el(
    "div",
    { class: "pair", hidden: true },
    el("label", {}, t("Which system?"), system),
    el("label", {}, t("Number there"), reference),
  );
  const read = () => {
    const named = system.value.trim() || system.placeholder;
    return compact({ system: named, reference: reference.value.trim() });
  };
  return { element, read };
}
