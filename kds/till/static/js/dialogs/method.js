/** Choosing how money changes hands. */
import { el } from "../dom.js";
import { METHODS } from "../words.js";

/**
 * @param {string} label @param {string} [chosen] @param {(method: string) => void} [changed]
 * @returns `element` and the chosen `value`; `changed` is called with it
 */
export function methodChoice(label, chosen = "cash", changed = () => undefined) {
  const inputs = Object.keys(METHODS).map((method) =>
    el("input", {
      type: "radio",
      name: "method",
      value: method,
      checked: method === chosen,
      onchange: () => changed(method),
    }),
  );
  const element = el(
    "fieldset",
    { class: "methods" },
    el("legend", {}, label),
    inputs.map((input) => el("label", { class: "chip" }, input, METHODS[input.value])),
  );
  return {
    element,
    get value() {
      return inputs.find((input) => input.checked).value;
    },
    focus: () => inputs.find((input) => input.checked).focus(),
  };
}
