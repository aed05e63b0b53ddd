/**
 * What holds for the whole kitchen, as the connection heard it last, and how a screen changes it.
 *
 * @typedef {{product: string, at: string, by: string}} SoldOut
 * @typedef {{
 *   sold_out: SoldOut[], outside_paused_until: string | null, outside_paused_by: string | null,
 *   suggested_minutes: number,
 *   figures: Record<string, StationFigures>,
 * }} Kitchen
 * @typedef {{
 *   average_s: number | null, longest_s: number | null, made: number,
 *   average_step: string | null, longest_step: string | null,
 * }} StationFigures
 */
import { useEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { askOnce, commandId } from "../ask-once.js";
import { tellProblem } from "../problems.js";
import { serverNow } from "../server-clock.js";

/** These displays answer for orders from outside, and may pause them. */
const PAUSING = ["pass", "approvals"];

/** Render again when something else holds; a ticket does not by itself. @returns {Kitchen | null} */
export function useKitchen(connection) {
  const [, set] = useState(connection.kitchen);
  useEffect(() => connection.changed.add(() => set(connection.kitchen)), [connection]);
  return connection.kitchen;
}

/** @returns {SoldOut[]} what is sold out, by name */
export function soldOut({ kitchen }) {
  return [...(kitchen?.sold_out ?? [])].sort((a, b) => a.product.localeCompare(b.product));
}

/** @returns {SoldOut | undefined} how a product was marked */
export function markOf({ kitchen }, product) {
  const name = nameKey(product);
  return kitchen?.sold_out.find((each) => nameKey(each.product) === name);
}

/** @returns {string | null} until when orders from outside are paused, if they are now */
export function pausedUntil({ kitchen }) {
  const until = kitchen?.outside_paused_until ?? null;
  return until !== null && Date.parse(until) > serverNow() ? until : null;
}

/** @returns {boolean} whether a screen with these boards may pause orders from outside */
export function mayPause({ boards }) {
  return PAUSING.some((board) => boards.has(board));
}

/** @returns {string} what names have in common that people take for the same one */
export function nameKey(name) {
  return name.normalize("NFC").toLowerCase();
}

/** Mark a product as sold out at every till, or say that it is there again. */
export function markSoldOut(connection, product, isOut) {
  return kitchenAct(connection, { command: isOut ? "MarkSoldOut" : "MarkAvailable", product });
}

/** Have tills refuse orders from outside for some minutes from now. */
export function pauseOutside(connection, minutes) {
  return kitchenAct(connection, { command: "PauseOutside", minutes });
}

/** Have tills take orders from outside again. */
export function resumeOutside(connection) {
  return kitchenAct(connection, { command: "ResumeOutside" });
}

/** Ask, and tell what was refused. @returns {Promise<boolean>} done */
async function kitchenAct(connection, command) {
  const answer = await askOnce(connection, "kitchen_act", { ...command, command_id: commandId() });
  if (answer === null) tellProblem(t("The kitchen server did not answer. Press again when the screen is live."));
  if (answer?.result === "refused") tellProblem(answer.reason ?? t("The kitchen refused this."));
  return answer !== null && answer.result !== "refused";
}
