/** The words of paper: kinds of sheets, how they stand, what is wrong with a printer. */
import { t } from "/languages/language.js";

export const KINDS = {
  receipt: t("Receipt"),
  "refund receipt": t("Refund receipt"),
  "void receipt": t("Void receipt"),
  "kitchen ticket": t("Kitchen ticket"),
  "pass ticket": t("Pass ticket"),
  "fallback ticket": t("Fallback ticket"),
};

const STATES = {
  queued: t("queued"),
  sent: t("printing"),
  printed: t("printed"),
  "written, unconfirmed": t("written, unconfirmed"),
  failed: t("FAILED"),
  unknown: t("UNKNOWN"),
  expired: t("expired"),
};

export const FAULTS = {
  "paper out": t("paper out"),
  "cover open": t("cover open"),
  offline: t("offline"),
  "cutter error": t("cutter error"),
  "not reachable": t("not reachable"),
  "no answer": t("no answer"),
  error: t("error"),
};

const GOOD = ["printed", "written, unconfirmed"];
const BAD = ["failed", "unknown"];

/** @returns {"good" | "bad" | ""} how a sheet's state looks */
export function looks(state) {
  if (GOOD.includes(state)) return "good";
  return BAD.includes(state) ? "bad" : "";
}

/** @returns {string} how a sheet stands: "queued – waits: paper out", "FAILED – cover open" */
export function standing({ state, held, fault, reason }) {
  const why = held ? t("waits: {fault}", { fault: FAULTS[held] }) : (FAULTS[fault] ?? reason);
  return [STATES[state], why].filter(Boolean).join(" – ");
}
