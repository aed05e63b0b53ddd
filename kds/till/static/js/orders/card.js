/** One order as a card: how it stands, what it is, what it costs, and what can be done. */
import { t } from "/languages/language.js";
import { SignedOut } from "../ask.js";
import { button, el } from "../dom.js";
import { refresh } from "../poll.js";
import { exactTime } from "../times.js";
import { actsFor } from "./acts.js";
import { cardHead } from "./card-head.js";
import { lineItems } from "./card-lines.js";
import { moneyRows } from "./card-money.js";
import { orderOf } from "./known.js";
import { hasPaperTrouble, sheetRows } from "./paper.js";
import { isFailed, stepItems, stepWords } from "./steps.js";

/** @returns {{element: HTMLElement, show: (each: object) => void}} */
export function orderCard(orderId) {
  const part = (tag, name, props = {}) => el(tag, { class: name, ...props });
  const parts = {
    head: part("div", "card-head"),
    causes: part("p", "causes"),
    lines: part("ul", "products"),
    sums: part("div", "sums"),
    sheets: part("div", "sheets", { role: "status" }),
    steps: part("ol", "steps"),
    last: part("summary", "last"),
    acts: part("div", "acts"),
    answered: part("p", "answered", { role: "status" }),
  };
  const way = el("details", { class: "way" }, parts.last, parts.steps);
  const { head, causes, lines, sums, sheets, acts, answered } = parts;
  const element = el(
    "li",
    { class: "order", tabindex: -1, data: { orderId } },
    [head, causes, lines, sums, sheets, way, acts, answered],
  );
  const card = { element, parts, way, shown: "", presses: new Map() };
  return { element, show: (each) => showOnce(card, each) };
}

/** A card is only touched when its order changed, so what is open or focused stays so. */
function showOnce(card, each) {
  const key = JSON.stringify(each);
  if (card.shown === key) return;
  card.shown = key;
  const { parts } = card;
  const failed = isFailed(each);
  if (failed && !card.element.classList.contains("failed")) card.way.open = true;
  card.element.classList.toggle("failed", failed);
  card.element.classList.toggle("paper-trouble", hasPaperTrouble(each));
  parts.head.replaceChildren(...cardHead(each));
  parts.causes.textContent = each.whereabouts.causes.join("\n");
  parts.lines.replaceChildren(...lineItems(each));
  parts.sums.replaceChildren(...moneyRows(each));
  parts.sheets.replaceChildren(...sheetRows(each));
  parts.last.textContent = stepWords(each);
  parts.steps.replaceChildren(...stepItems(each));
  showActs(card, each);
}

/** A button stays the same element while it is offered: the focus does not jump away. */
function showActs(card, each) {
  const acts = actsFor(each);
  const names = new Set(acts.map(({ on }) => on[0]));
  const wasFocused = card.parts.acts.contains(document.activeElement);
  for (const [name, press] of card.presses) {
    if (names.has(name)) continue;
    press.remove();
    card.presses.delete(name);
    if (card.answeredBy === name) card.parts.answered.textContent = "";
  }
  const buttons = acts.map((act) => {
    const name = act.on[0];
    if (!card.presses.has(name)) card.presses.set(name, actButton(card, act));
    const press = card.presses.get(name);
    press.title = act.reason;
    press.className = act.kind ?? "";
    press.textContent = act.label;
    press.setAttribute("aria-label", named(act, each.order));
    return press;
  });
  buttons.forEach((press, i) => {
    if (card.parts.acts.children[i] !== press) {
      card.parts.acts.insertBefore(press, card.parts.acts.children[i] ?? null);
    }
  });
  // The focused button may be the one that is offered no more.
  if (wasFocused && document.activeElement === document.body) buttons[0]?.focus();
}

function actButton(card, act) {
  return button(act.label, () => press(card, act), {
    data: { act: act.on[0] },
  });
}

function named({ label }, { number }) {
  return t("{action} {number}", { action: label, number });
}

/** Do it; what came of it is said below the buttons, as long as the button is there. */
async function press(card, act) {
  const { answered } = card.parts;
  const own = card.presses.get(act.on[0]);
  const each = orderOf(card.element.dataset.orderId);
  if (!each) return;
  card.answeredBy = act.on[0];
  answered.className = "answered";
  answered.textContent = act.doing ?? "";
  own.disabled = true;
  try {
    await act.act(each);
    const time = exactTime(new Date());
    if (act.done && own.isConnected) answered.textContent = act.done.replace("{time}", time);
  } catch (error) {
    if (error instanceof SignedOut) return;
    answered.className = "answered wrong";
    answered.textContent = error.message;
    refresh();
  } finally {
    own.disabled = false;
  }
}
