/** Where somebody stands who calls customers: how commands go from there, and what stations are named. */
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { toast } from "../toasts.js";
import { payAddress } from "./till.js";

/** @returns {{command: Function, nameOf: Function, board: string}} a display with its own connection */
export function deskOf({ connection, nameOf }) {
  const command = (name, order_id, more) => act(connection, { command: name, order_id, ...more });
  return { nameOf, command, board: "pass" };
}

/** Go where a ticket is paid; says so where nobody told this page where the till is. */
export function goAndPay({ order_id, number }) {
  const address = payAddress(order_id);
  if (address) location.assign(address);
  else toast(t("{number} is to be paid at the till.", { number }), "done");
}
