/** What an event says besides its words: money, and what the server adds. */
import { money } from "../money.js";
import { METHODS } from "./refunds.js";

/** So much later the kitchen hears of a deed only where till and kitchen were apart. */
export const LATE_MS = 5000;

/** @returns {string[]} the details of an event, its money first */
export function eventDetails(event, currency) {
  const { amount, method, details = [] } = event;
  const paid = amount === undefined ? [] : [[money(amount, currency), METHODS[method]].filter(Boolean).join(" ")];
  return [...paid, ...details];
}
