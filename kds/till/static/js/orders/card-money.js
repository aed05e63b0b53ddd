/** The money of an order on its card: what it costs, what came in, and what is owed to whom. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { METHODS } from "../words.js";

/** @returns {HTMLElement[]} */
export function moneyRows({ order, money: sums }) {
  const { total, taken, given_back: back, due, refund_owed: owed } = sums;
  const rows = [
    total ? amount(t("Total"), total) : "",
    taken ? amount(paidHow(order.payments), taken) : "",
    back ? amount(t("Given back"), back) : "",
    due ? amount(t("To pay"), due, "due") : "",
    // Of what is undone before anybody has paid; else one would look for the money.
    total && !due && !taken ? el("p", { class: "nothing-due" }, t("Nothing to pay")) : "",
    owed ? amount(t("Give back to the customer"), owed, "owed") : "",
    outsideWords(order),
  ];
  return rows.filter(Boolean);
}

function amount(label, cents, kind = null) {
  return el("p", { class: kind }, el("span", {}, label), el("b", {}, money(cents)));
}

function paidHow(payments = []) {
  const methods = [...new Set(payments.map(({ method }) => METHODS[method]))];
  return `${t("Paid")}: ${methods.join(", ")}`;
}

/** What an external system says of its payment. */
function outsideWords({ outside }) {
  if (!outside) return null;
  const { system, state, problem } = outside;
  const words = {
    pending: t("Payment in {system}: waiting", { system }),
    paid: t("Payment in {system}: paid", { system }),
    not_recorded: t("Payment in {system}: paid, not recorded there", { system }),
  };
  const text = problem ? `${words[state]} (${problem})` : words[state];
  return el("p", { class: "outside", data: { state } }, text);
}
