/** What keys do and how they are called, in words: for the windows that tell of them. */
import { t } from "/languages/language.js";
import { keysInForce } from "./key-map.js";
import { profileOf } from "./key-profiles.js";
import { settings } from "./settings.js";

/** What may stand before a screen. */
export const PROFILE_WORDS = {
  keyboard: t("Keyboard"),
  bump: t("Bump bar"),
  numpad: t("Numeric pad"),
};

/** Every action of a key, in the order in which it is told. */
export const ACTIONS = {
  next: t("choose the next ticket"),
  back: t("choose the ticket before"),
  down: t("go to the next line or button of the ticket"),
  up: t("go to the line or button before"),
  press: t("press the chosen button or line: at first Ready, or Approve"),
  bump: t("Ready, or whatever the large button of the chosen ticket says"),
  start: t("Start"),
  strike: t("strike the chosen line, or choose the first that is to be made"),
  undo: t("Undo what was just marked ready"),
  recall: t("Recall: the list of what was made recently"),
  hold: t("Hold, or Fire what is on hold"),
  fire_course: t("Fire the next course"),
  rush: t("Rush, or no rush any more"),
  more: t("More: all that can be done with the chosen ticket"),
  move: t("Move the chosen ticket to another station"),
  seen: t("Seen, on the chosen ticket; else choose the first that nobody has seen"),
  counts: t("count what is still to be made"),
  page_down: t("turn to the next page"),
  page_up: t("turn to the page before"),
  kitchen: t("Sold out, and pauses"),
  options: t("Options"),
  settings: t("Screen settings"),
  help: t("the window of keys, colours and marks"),
  close: t("close a window"),
  ticket_1: t("choose ticket {digit}", { digit: 1 }),
  ticket_2: t("choose ticket {digit}", { digit: 2 }),
  ticket_3: t("choose ticket {digit}", { digit: 3 }),
  ticket_4: t("choose ticket {digit}", { digit: 4 }),
  ticket_5: t("choose ticket {digit}", { digit: 5 }),
  ticket_6: t("choose ticket {digit}", { digit: 6 }),
  ticket_7: t("choose ticket {digit}", { digit: 7 }),
  ticket_8: t("choose ticket {digit}", { digit: 8 }),
  ticket_9: t("choose ticket {digit}", { digit: 9 }),
};

const NAMES = {
  ArrowRight: "→",
  ArrowLeft: "←",
  ArrowDown: "↓",
  ArrowUp: "↑",
  PageDown: "Page down",
  PageUp: "Page up",
  Space: t("Space"),
  Escape: "Esc",
  NumpadAdd: "Num +",
  NumpadSubtract: "Num −",
  NumpadMultiply: "Num ×",
  NumpadDivide: "Num ÷",
  NumpadDecimal: "Num ,",
  NumpadEnter: "Num Enter",
};

/** @returns {string} what is printed on a key */
export function keyWord(key) {
  if (NAMES[key]) return NAMES[key];
  if (/^Numpad\d$/.test(key)) return `Num ${key.at(-1)}`;
  return key.length === 1 ? key.toUpperCase() : key;
}

/** @returns {import("./key-map.js").Keys} the keys of this screen */
export function ownKeys() {
  const { profile, learned } = settings.now.keys;
  return keysInForce(profileOf(profile), learned);
}

/** @returns {string | null} the first key of an action on this screen, as it is printed */
export function firstKey(action) {
  const [key] = ownKeys()[action];
  return key ? keyWord(key) : null;
}

/** @returns {[string[], string][]} the keys in force and what they do; digits as one */
export function keyRows() {
  const keys = ownKeys();
  /** @type {[string[], string][]} */
  const rows = Object.entries(ACTIONS)
    .filter(([action]) => keys[action].length > 0 && !(action.startsWith("ticket_") && isDigit(action, keys)))
    .map(([action, words]) => [keys[action].map(keyWord), words]);
  const digits = Object.keys(ACTIONS).filter((action) => action.startsWith("ticket_") && isDigit(action, keys));
  const [first, last] = [digits[0], digits.at(-1)];
  /** @type {[string[], string][]} */
  const byDigit = first ? [[[first.at(-1), "…", last.at(-1)], t("choose the ticket with this digit")]] : [];
  return [
    ...byDigit,
    ...rows,
    [["Tab"], t("go to the next button")],
    [["Esc"], t("close a window like this one")],
  ];
}

function isDigit(action, keys) {
  return keys[action].includes(action.at(-1));
}
