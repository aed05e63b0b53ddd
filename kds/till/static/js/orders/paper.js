/** Receipts on paper: how the sheets of an order stand, and having one printed. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { doDeed } from "./deeds.js";

const LABELS = {
  receipt: [t("Print receipt"), t("Print a copy")],
  "refund receipt": [t("Print refund receipt"), t("Print a copy")],
  "void receipt": [t("Print void receipt"), t("Print a copy")],
};

/** @returns {object[]} the sheets that may still come out, and those that somebody must look after */
export function sheetsInHand({ whereabouts }) {
  return whereabouts.receipts.filter((each) => each.under_way || each.trouble);
}

/** @returns {boolean} whether a receipt did not come out, or waits for a printer with a fault */
export function hasPaperTrouble({ whereabouts }) {
  return whereabouts.receipts.some(({ trouble }) => trouble);
}

/** @returns {HTMLElement[]} a line for each sheet that is not simply on paper */
export function sheetRows(each) {
  return sheetsInHand(each).map(sheetRow);
}

/** @returns {HTMLElement} */
export function sheetRow({ text, trouble }) {
  return el("p", { class: trouble ? "sheet trouble" : "sheet" }, text);
}

/**
 * What can be printed now: what did not come out first, then what was done last.
 * @returns {{label: string, body: object} | null} null where there is nothing, or it is under way
 */
export function printable(each) {
  if (!each.offered.some(({ action }) => action === "print receipt")) return null;
  const failed = each.whereabouts.receipts.find((one) => one.trouble && !one.under_way);
  if (failed) {
    const { what, refund_id: refundId } = failed;
    return { label: t("Print again"), body: refundId ? { what, refund_id: refundId } : { what } };
  }
  const what = kindOf(each.order);
  const last = each.whereabouts.receipts.findLast((one) => one.what === what);
  if (last?.under_way) return null;
  const hasOne = last || (what === "receipt" && each.order.receipt);
  return { label: LABELS[what][hasOne ? 1 : 0], body: { what } };
}

/** Have it printed; the answer is the order, with the sheet waiting. */
export function print(shown, body) {
  return doDeed(shown, "print", body);
}

function kindOf({ void: voided, refunds = [] }) {
  if (voided) return "void receipt";
  return refunds.length ? "refund receipt" : "receipt";
}
