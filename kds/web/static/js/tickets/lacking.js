/** What of a ticket is missing before it closes. */
import { t } from "/languages/language.js";
import { money } from "../money.js";

const { currency } = document.body.dataset;

/** @returns {string[]} in words, in the order in which it is done */
export function lacking(ticket, nameOf) {
  const { waiting = 0, cooking = [], to_pay = 0, is_paid, has_receipt, collected_at } = ticket;
  const stations = cooking.map(nameOf).join(", ");
  // A till that tells of no prices tells of no receipts either.
  const isPriced = to_pay > 0 || is_paid;
  return [
    waiting > 0 && t("lines to be sent"),
    cooking.length > 0 && t("ready from {stations}", { stations }),
    to_pay > 0 && t("{amount} to pay", { amount: money(to_pay, currency) }),
    isPriced && !has_receipt && t("the receipt"),
    !collected_at && t("handing over"),
  ].filter(Boolean);
}
