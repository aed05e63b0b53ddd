/** A line with a product of the menu: one row, which opens to change what it is. */
import { t } from "/languages/language.js";
import { button, compact, el } from "../dom.js";
import { money } from "../money.js";
import { isWorkshop, watchTill } from "../settled.js";
import { allergyInput, ownOf, together, wordsIn, wrongAllergy } from "./allergies.js";
import { chips } from "./chips.js";
import { soldOut } from "./sold-out.js";
import { stepper } from "./stepper.js";

/**
 * @param product of the menu
 * @param given a line as an order has it, or nothing for a new one
 * @param hooks `changed`, `removed` and `opened`, each called with the line, and `everywhere`,
 *   which tells which allergies every line has
 */
export function menuLine(product, given, hooks) {
  const changed = () => {
    tell(line);
    hooks.changed();
  };
  const line = {
    name: product.product,
    given,
    wishes: {
      modifiers: new Set(given.modifiers),
      allergens: new Set(ownOf(given, hooks.everywhere())),
    },
    allergies: allergyInput(changed),
    amount: stepper(given.quantity ?? 1, { of: product.product, changed }),
    note: el("input", { class: "note", maxlength: 500, value: given.note ?? "", oninput: changed }),
    goes: product.kitchen === "ask" ? kitchenChoice(given, changed) : null,
    price: given.unit_price ?? product.price,
    isFilled: () => true,
    isPlain: () => isPlain(line),
    read: () => read(line, line.allergens()),
    draft: () => read(line, own(line)),
    tell: () => tell(line),
    allergens: () => together(given, hooks.everywhere(), own(line)),
    cents: () => (line.amount.value || 0) * line.price,
    wrong: () => wrong(line),
    mark: (field) => mark(line, field),
    open: (on) => open(line, on),
    focus: () => line.amount.input.focus(),
    /** @type {boolean | null} whether the kitchen ran out of it; not yet known */
    isOut: null,
  };
  line.element = build(line, product, changed, hooks);
  watchTill(line.element, () => {
    const isOut = !given.line_id && Boolean(soldOut(line.name));
    if (isOut === line.isOut) return;
    line.isOut = isOut;
    tell(line);
  });
  return line;
}

function build(line, product, changed, hooks) {
  line.head = button("", () => hooks.opened(line, line.options.hidden), { class: "line-head" });
  const offered = product.allergens ?? [];
  line.options = el(
    "div",
    { class: "options", hidden: true },
    el(
      "div",
      { class: "line-amount" },
      line.amount.element,
      button(t("Remove"), () => hooks.removed(line), {
        class: "remove",
        "aria-label": t("Remove {product}", { product: line.name }),
      }),
    ),
    line.goes?.element,
    chips(t("Wishes"), product.modifiers ?? [], line.wishes.modifiers, changed),
    chips(t("Allergies"), offered, line.wishes.allergens, changed),
    el(
      "label",
      { hidden: isWorkshop() && !offered.length },
      offered.length ? t("Other allergies") : t("Allergies"),
      line.allergies,
    ),
    el("label", { class: "wide" }, t("Note"), line.note),
  );
  return el("li", { class: "line" }, line.head, line.options);
}

/** Say in the closed row what the line is. */
function tell(line) {
  const allergens = line.allergens();
  const wishes = [...line.wishes.modifiers, line.note.value.trim(), line.goes?.words()];
  line.head.replaceChildren(
    el("span", { class: "count" }, `${line.amount.value || "?"} ×`),
    el("span", { class: "product" }, line.name),
    el("span", { class: "price" }, money(line.cents())),
    el("span", { class: "wishes" }, wishes.filter(Boolean).join(", ")),
    line.isOut ? el("strong", { class: "sold-out-words" }, t("SOLD OUT")) : "",
    allergens.length ? el("strong", { class: "allergy" }, `⚠ ${allergens.join(", ")}`) : "",
  );
}

function open(line, on) {
  line.options.hidden = !on;
  line.head.setAttribute("aria-expanded", String(on));
}

/** A plain line is one to which the same product can be added once more. */
function isPlain(line) {
  const { given, wishes, note, goes } = line;
  const wished = wishes.modifiers.size || own(line).length || note.value.trim();
  return !given.line_id && !wished && !goes;
}

/** What is chosen and typed at the line itself. @returns {string[]} */
function own({ wishes, allergies }) {
  return [...wishes.allergens, ...wordsIn(allergies.value)];
}

function read({ given, name, amount, wishes, note, goes }, allergens) {
  return compact({
    ...given,
    product: name,
    quantity: amount.value,
    modifiers: [...wishes.modifiers],
    allergens,
    note: note.value.trim(),
    kitchen: goes ? goes.value() : given.kitchen,
  });
}

function wrong(line) {
  const product = line.name;
  if (line.goes && !line.goes.value()) {
    return { field: "kitchen", text: t("Say whether {product} goes to the kitchen.", { product }) };
  }
  const allergy = wrongAllergy(wordsIn(line.allergies.value));
  if (allergy) return { field: "allergens", text: allergy };
  if (line.amount.isWithin()) return null;
  return { field: "quantity", text: t("Say how many of {product}: 1 to 999.", { product }) };
}

function mark(line, field) {
  open(line, true);
  const places = { note: line.note, allergens: line.allergies, kitchen: line.goes?.element };
  (places[field] ?? line.amount.input).setAttribute("aria-invalid", "true");
}

/** Asks whether the kitchen makes it: for products where only the guest knows. */
function kitchenChoice(given, changed) {
  const states = { send: t("To the kitchen"), never: t("From the counter") };
  let chosen = chosenBefore(given);
  const presses = Object.entries(states).map(([state, label]) =>
    button(label, () => choose(state), { class: "chip", data: { state } }),
  );
  const element = el("div", { class: "chips", role: "group", "aria-label": t("Who makes it?") });
  element.append(el("span", { class: "chips-label" }, t("Who makes it?")), ...presses);
  const show = () => {
    for (const press of presses) {
      press.setAttribute("aria-pressed", String(press.dataset.state === chosen));
    }
  };
  const choose = (state) => {
    chosen = state;
    element.removeAttribute("aria-invalid");
    show();
    changed();
  };
  show();
  return { element, value: () => chosen, words: () => (chosen ? states[chosen] : "") };
}

/** A line of an order that says nothing goes to the kitchen; a new one that says nothing asks. */
function chosenBefore({ line_id: lineId, kitchen = lineId ? "send" : null }) {
  return kitchen === "wait" ? "send" : kitchen;
}
