/** Money comes in whole cents; only here it becomes what people read. */
import { locale } from "/languages/language.js";

/** @returns {string} an amount in the restaurant's currency: "€13.90" */
export function money(cents, currency) {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(cents / 10 ** format.resolvedOptions().maximumFractionDigits);
}
