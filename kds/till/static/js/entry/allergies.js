/** Allergies that somebody types, of one line or of the whole order: a menu cannot list them all. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { isWorkshop } from "../settled.js";

const MOST_LETTERS = 80;

/** @returns {HTMLInputElement} a field for allergies with commas between them */
export function allergyInput(oninput) {
  const props = { class: "allergens", autocomplete: "off", placeholder: t("milk, nuts"), oninput };
  return el("input", props);
}

/** @returns `element`, `words`, `text`, `fill`, and `wrong`, which marks the field */
export function wholeOrderField(changed) {
  const input = allergyInput(changed);
  const element = el("label", { class: "whole-order" }, t("Allergies, whole order"), input);

  /** @param {string} text what is typed at first */
  function fill(text) {
    input.value = text;
    element.hidden = isWorkshop() && !text;
  }

  /** @returns {string} what is wrong, or "" */
  function wrong() {
    const words = wrongAllergy(wordsIn(input.value));
    if (words) input.setAttribute("aria-invalid", "true");
    return words;
  }

  return { element, fill, wrong, text: () => input.value, words: () => wordsIn(input.value) };
}

/** @param {string} text @returns {string[]} what stands between the commas */
export function wordsIn(text) {
  return text.split(",").map((word) => word.trim()).filter(Boolean);
}

/** @param {string[]} words @returns {string} why the till would not take one of them, or "" */
export function wrongAllergy(words) {
  const allergy = words.find((word) => word.length > MOST_LETTERS);
  return allergy ? t("An allergy has at most 80 letters: {allergy}", { allergy }) : "";
}

/**
 * What a line says: what the whole order has, and what it has of its own.
 * @param {{line_id?: string, allergens?: string[]}} given the line as an order has it
 * @param {string[]} everywhere
 * @param {string[]} own
 * @returns {string[]}
 */
export function together(given, everywhere, own) {
  const all = new Map();
  for (const word of [...everywhere, ...own]) {
    if (!all.has(key(word))) all.set(key(word), word);
  }
  const before = given.line_id ? (given.allergens ?? []) : [];
  const isAsBefore = before.length === all.size && before.every((word) => all.get(key(word)) === word);
  // In another sequence it would be a change to the cooks.
  return isAsBefore ? before : [...all.values()];
}

/** @returns {string[]} what a line has of its own */
export function ownOf({ allergens = [] }, everywhere) {
  return allergens.filter((word) => !everywhere.includes(word));
}

/**
 * What stands on every line, for an order does not say what was said of the whole of it. Nor does
 * its only line, but for what its product offers: rather one dish too many with it than one too few.
 * @param {{product: string, allergens?: string[]}[]} lines
 * @returns {string[]}
 */
export function ofEveryLine(lines, menu) {
  if (!lines.length) return [];
  const [first, ...others] = lines.map(({ allergens = [] }) => allergens);
  const offered = others.length ? [] : (menu.find(lines[0].product)?.allergens ?? []);
  const isOfAll = (word) => others.every((each) => each.includes(word));
  return first.filter((word) => isOfAll(word) && !offered.includes(word) && !word.includes(","));
}

function key(word) {
  return word.normalize("NFC").toLowerCase();
}
