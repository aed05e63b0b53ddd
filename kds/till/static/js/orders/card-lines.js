/** The lines of an order on its card, each with what the kitchen has to do with it. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { money } from "../money.js";
import { KITCHEN } from "../words.js";
import { refundedPieces } from "./refunded.js";

/** @returns {HTMLElement[]} */
export function lineItems({ lines, refunds, copy_of: copyOf }) {
  const back = refundedPieces(refunds);
  return lines.map((line) => lineItem(line, back.get(line.line_id) ?? 0, copyOf));
}

function lineItem(line, refunded, copyOf) {
  const { quantity, product, modifiers = [], note, allergens = [], unit_price: price } = line;
  const { kitchen = "send" } = line;
  const goes = copyOf ? t("made before") : KITCHEN[kitchen];
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
