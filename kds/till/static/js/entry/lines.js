/** The lines of an order that is entered or changed. */
import { el } from "../dom.js";
import { freeLine } from "./free-line.js";
import { menuLine } from "./menu-line.js";

/**
 * @param menu products by name, or an empty one where lines are typed
 * @param changed called after each change
 * @param everywhere tells which allergies every line has
 */
export function lineList(menu, { changed, everywhere }) {
  const element = el("ol", { class: "lines" });
  let lines = [];

  const hooks = { changed, removed, opened, next, everywhere };

  /** @param {any} given */
  function add(given = {}) {
    const line = menu.isEmpty
      ? freeLine(given, hooks)
      : menuLine(menu.find(given.product) ?? gone(given), given, hooks);
    lines.push(line);
    element.append(line.element);
    return line;
  }

  function pick(product) {
    let line = lines.findLast((each) => each.name === product.product && each.isPlain());
    if (line) line.amount.add();
    else line = menuLine(product, {}, hooks);
    if (!lines.includes(line)) {
      lines.push(line);
      element.append(line.element);
    }
    opened(line, true);
    line.element.scrollIntoView({ block: "nearest" });
    changed();
  }

  function opened(line, on) {
    for (const each of lines) each.open(each === line && on);
  }

  function removed(line) {
    const at = lines.indexOf(line);
    lines.splice(at, 1);
    line.element.remove();
    if (menu.isEmpty && !lines.length) add();
    const neighbour = lines[Math.min(at, lines.length - 1)];
    (neighbour?.element.querySelector(".line-head, .product") ?? element).focus();
    changed();
  }

  function next(line) {
    (lines[lines.indexOf(line) + 1] ?? add()).focus();
  }

  function fill(given) {
    lines = [];
    element.replaceChildren();
    given.forEach(add);
    if (menu.isEmpty && !lines.length) add();
    opened(null, false);
  }

  const filled = () => lines.filter((line) => line.isFilled());
  return {
    element,
    add,
    pick,
    fill,
    filled,
    read: () => filled().map((line) => line.read()),
    draft: () => filled().map((line) => line.draft()),
    tell: () => lines.forEach((line) => line.tell()),
    cents: () => lines.reduce((sum, line) => sum + line.cents(), 0),
    focus: () => lines.at(-1)?.focus(),
  };
}

/** A product that has left the menu since the order was taken; the line still says it. */
function gone({ product, unit_price: price = 0 }) {
  return { product, price, kitchen: "always" };
}
