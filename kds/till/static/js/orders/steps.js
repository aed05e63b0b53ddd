/** The way of an order, step by step with times. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { exactTime } from "../times.js";
import { METHODS } from "../words.js";

/** Tell whether something of an order did not get to the kitchen: be it that it is called off. */
export function isFailed({ whereabouts }) {
  return whereabouts.can_send_again;
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
function detail({ at, detail: told }, { lines, payments = [], refunds = [] }) {
  const fact = [...payments, ...refunds].find((each) => each.at === at);
  if (!fact) return told;
  const names = new Map(lines.map(({ line_id: lineId, product }) => [lineId, product]));
  const pieces = (fact.lines ?? []).map((line) => `${line.quantity} ${names.get(line.line_id)}`);
  const words = [`${METHODS[fact.method]} ${money(fact.amount)}`, ...pieces, fact.reason];
  return words.filter(Boolean).join(", ");
}
