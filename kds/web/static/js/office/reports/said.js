/**
 * How figures are said.
 *
 * @typedef {{
 *   made: number, planned: number, average_s: number | null, median_s: number | null,
 *   p90_s: number | null, longest_s: number | null, fresh: number, soon: number, late: number,
 *   promised: number, in_time: number, over_s: number | null,
 * }} Figures
 */
import { locale } from "/languages/language.js";
import { duration } from "../../times.js";

const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const numbers = new Intl.NumberFormat(locale);

/** @param {number | null} seconds @returns {string} */
export function took(seconds) {
  return seconds === null ? "–" : duration(seconds * 1000);
}

/** @returns {string} the share in per cent; all and none are said of all and none alone */
export function share(part, whole) {
  if (whole === 0) return "–";
  const exact = part / whole;
  const most = part === whole ? 1 : 0.99;
  const least = part === 0 ? 0 : 0.01;
  return percents.format(Math.min(most, Math.max(least, exact)));
}

/** @returns {string} */
export function count(number) {
  return numbers.format(number);
}
