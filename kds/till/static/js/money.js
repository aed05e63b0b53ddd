/** Money is whole cents everywhere; only here it becomes what people read, and back. */
import { locale } from "/languages/language.js";

let format = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" });

/** Show amounts in the restaurant's currency from now on. */
export function useCurrency(currency) {
  if (format.resolvedOptions().currency === currency) return;
  format = new Intl.NumberFormat(locale, { style: "currency", currency });
}

/** @returns {string} an amount with its currency: "€13.90" */
export function money(cents) {
  return format.format(cents / unit());
}

/** @returns {string} an amount as people type it into a field: "13.90", "13,90" */
export function plain(cents) {
  const digits = format.resolvedOptions().maximumFractionDigits;
  const options = { minimumFractionDigits: digits, useGrouping: false };
  return (cents / unit()).toLocaleString(locale, options);
}

/** @returns {number | null} the cents that somebody typed, or null for what is no amount */
export function cents(text) {
  const typed = text.replace(/\s/g, "").replace(",", ".");
  const digits = format.resolvedOptions().maximumFractionDigits;
  if (!new RegExp(`^\\d{1,9}(\\.\\d{0,${digits}})?$`).test(typed)) return null;
  return Math.round(Number(typed) * unit());
}

/** @returns {number[]} notes and round sums that somebody may give for an amount */
export function likelyGiven(amount) {
  const notes = [5, 10, 20, 50, 100].map((note) => note * unit());
  const rounded = notes.map((note) => Math.ceil(amount / note) * note);
  return [...new Set(rounded)].filter((sum) => sum > amount).sort((a, b) => a - b).slice(0, 4);
}

function unit() {
  return 10 ** format.resolvedOptions().maximumFractionDigits;
}
