/** What takes something back as a whole and asks why: void, delete, and a refund that is owed. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { doDeed } from "../orders/deeds.js";
import { METHODS } from "../words.js";
import { openDialog } from "./dialog.js";
import { methodChoice } from "./method.js";
import { reasonField } from "./reason.js";

/** Undo the purchase. */
export function openVoid(shown) {
  const reason = reasonField([
    t("Wrong payment method"),
    t("Entered by mistake"),
    t("Customer changed their mind"),
  ]);
  openDialog({
    title: t("Void {number}", { number: shown.order.number }),
    about: shown,
    content: [goesBack(shown.order), stops(), reason.element],
    verb: t("Void"),
    kind: "danger",
    act: async () => {
      await doDeed(shown, "void", { reason: reason.value() });
    },
  });
  reason.focus();
}

/** Cancel an order that nobody has paid. */
export function openDelete(shown) {
  const reason = reasonField([t("Entered by mistake"), t("The guests left"), t("Only a test")]);
  openDialog({
    title: t("Delete {number}", { number: shown.order.number }),
    about: shown,
    content: [el("p", {}, t("The order stays in the list as cancelled.")), reason.element],
    verb: t("Delete"),
    kind: "danger",
    act: async () => {
      await doDeed(shown, "delete", { reason: reason.value() });
    },
  });
  reason.focus();
}

/** Note that what was owed to the customer is given back. */
export function openSettle(shown) {
  const method = methodChoice(t("How?"), shown.order.payments?.at(-1)?.method);
  const reason = reasonField([t("Order cancelled"), t("Order became smaller"), t("Voided")]);
  const amount = money(shown.money.refund_owed);
  openDialog({
    title: t("Give back for {number}", { number: shown.order.number }),
    about: shown,
    content: [
      el("p", { class: "large" }, t("To give back"), " ", el("strong", {}, amount)),
      method.element,
      reason.element,
    ],
    verb: t("{amount} given back", { amount }),
    act: async () => {
      const body = { method: method.value, reason: reason.value() };
      await doDeed(shown, "settle-refund", body);
    },
  });
  reason.focus();
}

/** Say what a void does in the kitchen: nobody must wait for food that nobody makes. */
function stops() {
  return el(
    "p",
    {},
    t("The kitchen stops what is not made yet."),
    " ",
    t("A copy is not cooked: guests who still wait for food need a new order."),
  );
}

/** Say which money a void gives back, and how it came in. */
function goesBack({ payments = [] }) {
  const items = Object.entries(METHODS).map(([method, name]) => {
    const own = payments.filter((payment) => payment.method === method);
    const sum = own.reduce((all, { amount }) => all + amount, 0);
    return sum ? el("li", {}, el("strong", {}, money(sum)), ` ${name}`) : "";
  });
  const back = el("ul", { class: "back" }, items);
  return el("div", {}, el("p", {}, t("The customer gets back:")), back);
}
