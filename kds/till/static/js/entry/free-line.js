/** A line of a till without a menu: whatever somebody types. */
import { t } from "/languages/language.js";
import { button, compact, el } from "../dom.js";
import { cents, plain } from "../money.js";
import { allergyInput, ownOf, together, wordsIn } from "./allergies.js";
import { stepper } from "./stepper.js";

/**
 * @param given a line as an order has it, or nothing for a new one
 * @param hooks `changed`, `removed` and `next`, each called with the line, and `everywhere`, which
 *   tells which allergies every line has
 */
export function freeLine(given, hooks) {
  const typed = (name, props) =>
    el("input", { class: name, autocomplete: "off", oninput: hooks.changed, ...props });
  const inputs = {
    product: typed("product", { maxlength: 120, value: given.product ?? "" }),
    price: typed("price", { inputmode: "decimal", value: priceOf(given) }),
    category: typed("category", { maxlength: 80, value: given.category ?? "" }),
    modifiers: typed("modifiers", {
      placeholder: t("no onion, well done"),
      value: (given.modifiers ?? []).join(", "),
    }),
    allergens: allergyInput(hooks.changed),
    note: typed("note", { maxlength: 500, value: given.note ?? "" }),
  };
  inputs.allergens.value = ownOf(given, hooks.everywhere()).join(", ");
  const amount = stepper(given.quantity ?? 1, { of: t("this line"), changed: hooks.changed });
  const line = {
    given,
    get name() {
      return inputs.product.value.trim();
    },
    isFilled: () => line.name !== "",
    isPlain: () => false,
    read: () => read(given, inputs, amount, hooks.everywhere()),
    draft: () => read(given, inputs, amount, []),
    tell: () => undefined,
    cents: () => (amount.value || 0) * (cents(inputs.price.value) ?? 0),
    wrong: () => wrong(line.name, inputs, amount),
    mark: (field) => (inputs[field] ?? amount.input).setAttribute("aria-invalid", "true"),
    open: () => undefined,
    focus: () => inputs.product.focus(),
  };
  line.element = build(line, inputs, amount, hooks);
  return line;
}

function build(line, inputs, amount, hooks) {
  const remove = button("×", () => hooks.removed(line), {
    class: "remove",
    "aria-label": t("Remove this line"),
  });
  const field = (label, name) => el("label", { class: `of-${name}` }, label, inputs[name]);
  const element = el(
    "li",
    { class: "line free" },
    field(t("Product"), "product"),
    remove,
    amount.element,
    field(t("Price of one"), "price"),
    field(t("Category"), "category"),
    field(t("Modifiers"), "modifiers"),
    field(t("Allergens"), "allergens"),
    field(t("Note"), "note"),
  );
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!event.target.matches("input")) return;
    event.preventDefault();
    hooks.next(line);
  });
  return element;
}

function read(given, inputs, amount, everywhere) {
  const value = (name) => inputs[name].value.trim();
  return compact({
    ...given,
    product: value("product"),
    quantity: amount.value,
    unit_price: value("price") ? cents(value("price")) : null,
    category: value("category"),
    modifiers: wordsIn(value("modifiers")),
    allergens: together(given, everywhere, wordsIn(value("allergens"))),
    note: value("note"),
  });
}

function wrong(product, inputs, amount) {
  if (!amount.isWithin()) {
    return { field: "quantity", text: t("Say how many of {product}: 1 to 999.", { product }) };
  }
  const typed = inputs.price.value.trim();
  if (!typed || cents(typed) !== null) return null;
  return { field: "price", text: t("The price of {product} is no amount.", { product }) };
}

function priceOf({ unit_price: price }) {
  return price === undefined ? "" : plain(price);
}
