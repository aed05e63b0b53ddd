/**
 * The keys of what may stand before a screen, by action; an action without keys can be learned.
 * A key is named as `nameOf` (key-map.js) names it. Bars are programmed by whoever sells them: the
 * profile takes the letters of their legends and the keys that are on every keyboard.
 */

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const NUMBERS = Object.fromEntries(
  DIGITS.map((digit) => [`ticket_${digit}`, [String(digit), `Numpad${digit}`]]),
);

/** @type {Record<string, Record<string, string[]>>} */
export const PROFILES = {
  keyboard: {
    ...NUMBERS,
    next: ["ArrowRight"],
    back: ["ArrowLeft"],
    down: ["ArrowDown"],
    up: ["ArrowUp"],
    press: ["Enter", "Space", "NumpadEnter"],
    bump: ["b"],
    start: ["g"],
    strike: ["x"],
    undo: ["u", "Backspace"],
    recall: ["r"],
    hold: ["h"],
    fire_course: ["f"],
    rush: ["p"],
    more: ["m"],
    move: ["v"],
    seen: ["s"],
    counts: ["c"],
    page_down: ["PageDown"],
    page_up: ["PageUp"],
    kitchen: ["k"],
    options: ["o"],
    settings: [","],
    help: ["?"],
    close: [],
  },
  bump: {
    ...NUMBERS,
    next: ["ArrowRight", "n"],
    back: ["ArrowLeft"],
    down: ["ArrowDown"],
    up: ["ArrowUp"],
    press: ["Space"],
    bump: ["Enter", "NumpadEnter", "b"],
    start: ["g"],
    strike: ["x", "NumpadMultiply"],
    undo: ["u", "Backspace"],
    recall: ["r", "Insert"],
    hold: ["h"],
    fire_course: ["f"],
    rush: ["!"],
    more: ["m", "0", "Numpad0"],
    move: ["v"],
    seen: ["e"],
    counts: ["s", "NumpadAdd"],
    page_down: ["p", "PageDown"],
    page_up: ["PageUp"],
    kitchen: ["k"],
    options: ["o", "Home"],
    settings: [","],
    help: ["?"],
    close: ["Delete"],
  },
  numpad: {
    ...NUMBERS,
    next: ["NumpadAdd", "ArrowRight"],
    back: ["NumpadSubtract", "ArrowLeft"],
    down: ["Numpad0", "ArrowDown"],
    up: ["ArrowUp"],
    press: ["NumpadDecimal", "Space"],
    bump: ["NumpadEnter", "Enter"],
    start: [],
    strike: [],
    undo: ["Backspace"],
    recall: ["NumpadMultiply"],
    hold: [],
    fire_course: [],
    rush: [],
    more: [],
    move: [],
    seen: [],
    counts: [],
    page_down: ["PageDown"],
    page_up: ["PageUp"],
    kitchen: [],
    options: ["NumpadDivide"],
    settings: [],
    help: ["?"],
    close: [],
  },
};

/** @returns {Record<string, string[]>} the keys of a profile; an unknown one is a keyboard */
export function profileOf(name) {
  return PROFILES[name] ?? PROFILES.keyboard;
}
