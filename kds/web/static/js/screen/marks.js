/** The marks of tickets and lines: the words on the screen, and what they mean for a cook. */
import { t } from "/languages/language.js";

export const MARKS = {
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
  made: {
    words: t("MADE"),
    look: "line-word",
    means: t("Was ready before other lines were added: do not make it again."),
  },
};

/** Why a ticket is not to be made any more. */
export const STOPS = {
  voided: { words: t("VOIDED"), means: t("The purchase was undone: do not make it.") },
  cancelled: { words: t("CANCELLED"), means: t("The order was cancelled: do not make it.") },
  refunded: { words: t("REFUNDED"), means: t("Everything was paid back: do not make it.") },
  removed: {
    words: MARKS.removed.words,
    means: t("Nothing is left of it for this station: do not make it."),
  },
};
