/** The marks of tickets and lines: the words on the screen, and what they mean for a cook. */
import { t } from "/languages/language.js";

export const MARKS = {
  rush: {
    words: t("RUSH"),
    look: "mark rush",
    means: t("Make it before everything else."),
  },
  later: {
    words: t("LATER"),
    look: "later-word",
    means: t("Belongs to a course that is not to be made yet."),
  },
  moved: {
    words: t("MOVED"),
    means: t("Another station gave it to this one. The timer goes on from the start."),
  },
  recalled: {
    words: t("RECALLED"),
    means: t("It was marked ready and taken back. The timer goes on from the start."),
  },
  possibly_made: {
    words: t("POSSIBLY ALREADY MADE"),
    means: t("It came back after the kitchen server lost what it knew: look before you cook it."),
  },
  may_be_outdated: {
    words: t("TILL NOT ANSWERING – MAY BE OUTDATED"),
    means: t("The kitchen shows its own copy, because the till did not answer. Ask the till."),
  },
  on_paper: {
    words: t("ALREADY ON PAPER"),
    means: t("No screen showed it in time, so it was printed here: look for the paper before you cook it."),
  },
  unrouted: {
    words: t("NO STATION RULE"),
    means: t("No rule names a station for this product, so it came to this one. A manager adds a rule."),
  },
  changed: {
    words: t("CHANGED"),
    look: "changed-word",
    means: t("The till changed the order, and no cook has said Seen. What reads otherwise is framed."),
  },
  added: {
    words: t("ADDED"),
    look: "added-head",
    means: t("What stands below came later. A line that was altered is struck as it was before."),
  },
  removed: {
    words: t("REMOVED"),
    look: "line-word",
    means: t("Is not wanted any more: do not make it."),
  },
  before: {
    words: t("BEFORE"),
    look: "line-word",
    means: t("How the line below it read until it was changed: do not make this one."),
  },
  made: {
    words: t("MADE"),
    look: "line-word",
    means: t("Was ready before other lines were added: do not make it again."),
  },
};

/** What is short on a ticket, for want of room: how it looks there, and what it says. */
export const SHORT = [
  { words: "2×", look: "quantity many", means: t("More than one: its number is underlined.") },
  { words: t("S{seat}", { seat: 2 }), look: "seat", means: t("For the guest on seat 2.") },
  { words: t("PAST"), look: "promised past", means: t("The promised time is over.") },
];

/** Why a ticket is not to be made any more. */
export const STOPS = {
  voided: { words: t("VOIDED"), means: t("The purchase was undone: do not make it.") },
  cancelled: { words: t("CANCELLED"), means: t("The order was cancelled: do not make it.") },
  refunded: { words: t("REFUNDED"), means: t("Everything was paid back: do not make it.") },
  moved: { words: MARKS.moved.words, means: t("Another station makes it: do not make it.") },
  removed: {
    words: MARKS.removed.words,
    means: t("Nothing is left of it for this station: do not make it."),
  },
};
