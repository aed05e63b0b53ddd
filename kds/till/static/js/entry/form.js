/** An order to be entered or changed: menu, lines, who gets it, and what it comes to. */
import { t } from "/languages/language.js";
import { button, el } from "../dom.js";
import { money } from "../money.js";
import { ofEveryLine, wholeOrderField } from "./allergies.js";
import { headFields } from "./head.js";
import { lineList } from "./lines.js";
import { menuPad } from "./menu.js";

/**
 * @param isNew whether the order is entered, not changed
 * @param foot what stands below the total
 * @param changed called after each change
 */
export function orderForm(menu, { isNew, foot = [], changed = () => undefined }) {
  const total = el("output", { class: "total" });
  const head = headFields({ isNew, changed: update });
  const allergies = wholeOrderField(changedEverywhere);
  const lines = lineList(menu, { changed: update, everywhere: allergies.words });
  const pad = menu.isEmpty ? null : menuPad(menu, lines.pick);
  const none = el("p", { class: "quiet" }, t("Tap products: they stand here."));
  const addLine = menu.isEmpty && button(t("Add a line"), () => lines.add().focus());
  const sum = el("p", { class: "sum" }, el("span", {}, t("Total")), total);
  const scrolled = el(
    "div",
    { class: "scrolled" },
    [head.element, allergies.element, !menu.isEmpty && none, lines.element, addLine],
  );
  const element = el(
    "div",
    { class: menu.isEmpty ? "order-form typed" : "order-form" },
    pad?.element,
    el(
      "section",
      { class: "basket", "aria-label": t("Order") },
      scrolled,
      el("div", { class: "foot" }, sum, foot),
    ),
  );

  function update() {
    total.textContent = money(lines.cents());
    none.hidden = lines.filled().length > 0;
    changed();
  }

  function changedEverywhere() {
    lines.tell();
    update();
  }

  /** @param {any} order as the till has it, or what `draft` gave */
  function fill(order = {}) {
    const given = order.lines ?? [];
    unmark(element);
    head.fill(order);
    allergies.fill(order.allergies ?? ofEveryLine(given, menu).join(", "));
    lines.fill(given);
    update();
  }

  /** Mark what is wrong before it is sent. @returns {string} what it is, or "" */
  function check() {
    unmark(element);
    const filled = lines.filled();
    if (!filled.length) return t("An order needs at least one product.");
    const found = filled.map((line) => ({ line, ...line.wrong() })).filter(({ text }) => text);
    for (const { line, field } of found) line.mark(field);
    return [head.check(), allergies.wrong(), ...found.map(({ text }) => text)].filter(Boolean).join("\n");
  }

  /** Mark what the till found wrong. @returns {string} what it is */
  function mark(problems) {
    const filled = lines.filled();
    const words = problems.map(({ path, reason }) => {
      const [, at, field] = path.match(/^\$\.lines\[(\d+)\](?:\.(\w+))?/) ?? [];
      const line = filled[Number(at)];
      if (!line) return head.mark(path), `${path.replace(/^\$\.?/, "")}: ${reason}`;
      line.mark(field);
      return `${line.name}: ${reason}`;
    });
    return words.join("\n");
  }

  return {
    element,
    fill,
    check,
    mark,
    read: () => ({ ...head.read(), lines: lines.read() }),
    draft: () => ({ ...head.read(), allergies: allergies.text(), lines: lines.draft() }),
    cents: lines.cents,
    count: () => lines.filled().length,
    focus: () => (pad ?? lines).focus(),
  };
}

function unmark(element) {
  for (const input of element.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
  }
}
