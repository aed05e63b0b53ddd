/** A number between − and +, for fingers and for the keyboard. */
import { t } from "/languages/language.js";
import { button, el } from "../dom.js";

/**
 * @param of what is counted, for people who hear the page
 * @returns `element`, `input`, and the `value`, which is NaN for what is no whole number
 */
export function stepper(value, { least = 1, most = 999, of, changed }) {
  const input = el("input", {
    class: "quantity",
    type: "number",
    inputmode: "numeric",
    min: least,
    max: most,
    value,
    "aria-label": t("Quantity"),
    oninput: changed,
  });
  const read = () => (/^\d{1,9}$/.test(input.value) ? Number(input.value) : NaN);
  const step = (by) => {
    input.value = Math.min(most, Math.max(least, (read() || 0) + by));
    changed();
  };
  const press = (sign, by, label) => button(sign, () => step(by), { "aria-label": label });
  const element = el(
    "div",
    { class: "stepper" },
    press("−", -1, t("One less: {product}", { product: of })),
    input,
    press("+", 1, t("One more: {product}", { product: of })),
  );
  return {
    element,
    input,
    get value() {
      return read();
    },
    add: () => step(1),
    isWithin: () => read() >= least && read() <= most,
  };
}
