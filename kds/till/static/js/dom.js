/** Elements from plain values. Text in them is only ever text: nothing here parses markup. */

/**
 * Make an element.
 * @param props attributes; `on…` listeners, `data` for data-…, `value` and `checked` as they are.
 * null, undefined and false leave an attribute out; so they do among the children.
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  element.append(...children.flat().filter(isThere));
  return element;
}

/** A button that does nothing but what it is told. */
export function button(label, onclick, props = {}) {
  return el("button", { type: "button", onclick, ...props }, label);
}

function set(element, name, value) {
  if (!isThere(value)) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "value" || name === "checked") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

function isThere(value) {
  return value !== null && value !== undefined && value !== false;
}

/** Focus what people type into; not where that would bring up a keyboard over half the screen. */
export function focusTyping(element) {
  if (matchMedia("(pointer: fine)").matches) element?.focus();
}

/** Leave out what was left empty: the till knows what that means. */
export function compact(fields) {
  const filled = ([, value]) => value !== "" && isThere(value) && value.length !== 0;
  return Object.fromEntries(Object.entries(fields).filter(filled));
}
