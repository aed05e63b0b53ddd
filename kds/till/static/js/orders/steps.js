/** The way of an order, step by step with times. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { exactTime } from "../times.js";
import { METHODS } from "../words.js";

/** Tell whether something of an order did not get to the kitchen. */
export function isFailed({ whereabouts }) {
  return whereabouts.status === "NOT_SENT_TO_KITCHEN";
}

/** @returns {HTMLElement[]} */
export function stepItems({ order, whereabouts }) {
  return whereabouts.steps.map((step) =>
    el(
      "li",
      {},
      el("time", { datetime: step.at }, exactTime(step.at)),
      el("span", {}, inWords(step, order)),
    ),
  );
}

/** @returns {string} what happened last */
export function stepWords({ order, whereabouts }) {
  const last = whereabouts.steps.at(-1);
  return last ? `${exactTime(last.at)} ${inWords(last, order)}` : "";
}

function inWords(step, order) {
  const { words, step: name, station, by } = step;
  const where = station && by ? t("{station} by {who}", { station, who: by }) : (station ?? by);
  const what = words || name;
  return [where ? `${what}: ${where}` : what, detail(step, order)].filter(Boolean).join(", ");
}

/** Money is told from the facts themselves, in the restaurant's currency. */
function detail({ step, at, detail: told }, { payments = [], refunds = [], refund }) {
  if (step === "hand over receipt") return null;
  const paid = [...payments, ...refunds].find((fact) => fact.at === at);
  if (!paid) return told;
  return [`${METHODS[paid.method]} ${money(paid.amount)}`, paid.reason].filter(Boolean).join(", ");
}
