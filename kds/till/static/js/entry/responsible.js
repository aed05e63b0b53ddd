/** Who answers for the order: whoever takes it, unless another name is typed. */
import { el } from "../dom.js";
import { allOrders } from "../orders/known.js";
import { theTill, watchTill } from "../settled.js";

let count = 0;

/** @returns `element`, and the `value` that is typed; names used before are offered */
export function responsibleField(isNew, changed) {
  count += 1;
  const names = el("datalist", { id: `responsible-${count}` });
  const input = el("input", {
    name: "responsible",
    maxlength: 120,
    autocomplete: "off",
    list: names.id,
    oninput: changed,
    onfocus: offer,
  });
  const element = el("span", { class: "listed" }, input, names);

  function offer() {
    const used = allOrders().map(({ order }) => order.responsible);
    const all = [...new Set([theTill().who, ...used].filter(Boolean))].sort();
    names.replaceChildren(...all.map((name) => el("option", { value: name })));
  }

  // An order says who took it, so a new one need not be told.
  if (isNew) watchTill(element, () => (input.placeholder = theTill().who ?? ""));
  return {
    element,
    get value() {
      return input.value;
    },
    set value(name) {
      input.value = name;
    },
    setAttribute: (name, value) => input.setAttribute(name, value),
  };
}
