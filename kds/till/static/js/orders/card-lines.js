/** The lines of an order on its card, each with what the kitchen has to do with it. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { KITCHEN } from "../words.js";
import { refundedPieces } from "./refunded.js";

/** @returns {HTMLElement[]} */
export function lineItems({ order, whereabouts }) {
  const back = refundedPieces(order.refunds);
  return order.lines.map((line) => {
    const isMissing = whereabouts.not_sent.includes(line.line_id);
    const kitchen = isMissing ? "missing" : (line.kitchen ?? "send");
    const goes = order.copy_of ? t("made before") : KITCHEN[kitchen];
    return lineItem(line, back.get(line.line_id) ?? 0, { kitchen, goes });
  });
}

function lineItem(line, refunded, { kitchen, goes }) {
  const { quantity, product, modifiers = [], note, allergens = [], unit_price: price } = line;
  const what = [`${quantity} × ${product}`, ...modifiers, note].filter(Boolean).join(", ");
  return el(
    "li",
    {},
    el(
      "span",
      {},
      el("span", { class: "what" }, what),
      " ",
      el("small", { class: "goes", data: { kitchen } }, goes),
    ),
    el("span", { class: "price" }, price === undefined ? "" : money(quantity * price)),
    refunded ? el("small", { class: "refunded" }, t("{count} refunded", { count: refunded })) : "",
    allergens.length
      ? el("strong", { class: "allergy" }, `⚠ ${t("Allergy")}: ${allergens.join(", ")}`)
      : "",
  );
}
