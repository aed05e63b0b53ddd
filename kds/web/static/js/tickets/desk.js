/** Where somebody stands who calls customers: how commands go from there, and what stations are named. */
import { act } from "../act.js";
import { payAddress } from "./till.js";
import { toast } from "../toasts.js";
import { t } from "/languages/language.js";

/** @returns {{command: Function, nameOf: Function}} for a display, which has only its own connection */
export function deskOf({ connection, nameOf }) {
  return { nameOf, command: (command, order_id, more) => act(connection, { command, order_id, ...more }) };
}

/** Go where a ticket is paid; says so where nobody told this page where the till is. */
export function goAndPay({ order_id, number }) {
  const address = payAddress(order_id);
  if (address) location.assign(address);
  else toast(t("{number} is to be paid at the till.", { number }), "done");
}
