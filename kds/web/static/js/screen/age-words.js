/** What each step of a ticket's timer means in this restaurant, for the window of keys. */
import { t } from "/languages/language.js";
import { SERVICES } from "./ticket-head.js";
import { AGES } from "./timer.js";

/** @param {string} step one of STEPS, by its name */
export function ageWords(step) {
  if (step === "fresh") return t("is new");
  if (step === "over") return t("is not ready, and the promised time is over");
  if (step === "held") return t("is on hold: do not make it yet. Time on hold is no part of its age.");
  const by = Object.entries(AGES).map(([service, ages]) => {
    return { service, minutes: (step === "late" ? ages.late_ms : ages.hurry_ms) / 60_000 };
  });
  const same = by.every(({ minutes }) => minutes === by[0].minutes);
  if (same) return waited(by[0]?.minutes ?? (step === "late" ? 8 : 5));
  return by.map(({ service, minutes }) => `${SERVICES[service]}: ${waited(minutes)}`).join("; ");
}

function waited(minutes) {
  if (minutes === 1) return t("has waited 1 minute or longer");
  return t("has waited {minutes} minutes or longer", { minutes });
}
