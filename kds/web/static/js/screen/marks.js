/** The marks of tickets and lines: the words on the screen, and what they mean for a cook. */
export const MARKS = {
  recalled: {
    words: "RECALLED",
    means: "It was marked ready and taken back. The timer goes on from the start.",
  },
  possibly_made: {
    words: "POSSIBLY ALREADY MADE",
    means: "It came back after the kitchen server lost what it knew: look before you cook it.",
  },
  may_be_outdated: {
    words: "TILL NOT ANSWERING – MAY BE OUTDATED",
    means: "The kitchen shows its own copy, because the till did not answer. Ask the till.",
  },
  unrouted: {
    words: "NO STATION RULE",
    means: "No rule names a station for this product, so it came to this one. A manager adds a rule.",
  },
};
