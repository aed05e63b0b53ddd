/** Words to be switched on and off by touch. */
import { button, el } from "../dom.js";

/**
 * @param {string[]} words what is offered
 * @param {Set<string>} chosen what is on; the chips keep it
 * @returns {HTMLElement | null} nothing where nothing is offered
 */
export function chips(label, words, chosen, changed) {
  const all = [...new Set([...words, ...chosen])];
  if (!all.length) return null;
  return el(
    "div",
    { class: "chips", role: "group", "aria-label": label },
    el("span", { class: "chips-label" }, label),
    all.map((word) => chip(word, chosen, changed)),
  );
}

function chip(word, chosen, changed) {
  const toggle = ({ currentTarget }) => {
    if (!chosen.delete(word)) chosen.add(word);
    currentTarget.setAttribute("aria-pressed", String(chosen.has(word)));
    changed();
  };
  return button(word, toggle, { class: "chip", "aria-pressed": String(chosen.has(word)) });
}
