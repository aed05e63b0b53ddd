/** What a press is called that waits, or was refused: what of which station, and with which dishes. */
import { t } from "/languages/language.js";
import { combined } from "./combine.js";

const WORDS = {
  StartPart: ({ started }) => (started === false ? t("Not started") : t("Start")),
  MarkPartReady: () => t("Ready"),
  RecallPart: () => t("Recall"),
  MarkPartSeen: () => t("Seen"),
  StrikeLines: ({ struck }, { dishes }) => (struck ? t("Strike: {dishes}", { dishes }) : t("Not struck: {dishes}", { dishes })),
  HoldPart: () => t("Hold"),
  FirePart: () => t("Fire"),
  FireCourse: ({ course }) => t("Fire course {course}", { course }),
  SetPriority: ({ priority }) => (priority ? t("Rush") : t("No rush any more")),
  MovePart: ({ to }, _press, nameOf) => t("Move to {station}", { station: nameOf(to) }),
  Approve: ({ minutes }) =>
    minutes ? t("Approve {minutes} min", { minutes }) : t("Approve for the wished time"),
  Reject: ({ reason }) => t("Reject: {reason}", { reason }),
};

/** @param {{payload: any, dishes: string}} press @param {any} screen @returns {string} */
export function pressWords(press, screen) {
  const { command, station } = press.payload;
  const words = WORDS[command](press.payload, press, screen.nameOf);
  // Where a screen presses for several stations, or for another one than it did, it says for which.
  const isOwn = station === screen.connection.own && !screen.many;
  return station && !isOwn ? `${screen.nameOf(station)} · ${words}` : words;
}

/** @returns {string} the dishes that a press names, as they are in view: "2× Burger, 1× Fries" */
export function dishesOf(view, { line_ids = [], station }) {
  const lines = (view?.lines ?? []).filter(
    (line) =>
      line_ids.includes(line.line_id) && line.mark !== "removed" && (line.station ?? station) === station,
  );
  return combined(lines)
    .map(({ quantity, product }) => `${quantity}× ${product}`)
    .join(", ");
}
