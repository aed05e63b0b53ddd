/** Name and phone of the customer; whoever ordered before is found again by either of them. */
import { t } from "/languages/language.js";
import { ask } from "../ask.js";
import { el } from "../dom.js";
import { agreedTime } from "../times.js";

const LEAST_LETTERS = 2;
const PAUSE_MS = 150;
let count = 0;

/** Let a field suggest customers; `choose` gets the one that is chosen. */
export function suggestCustomers(input, choose) {
  count += 1;
  const list = el("ul", { id: `customers-${count}`, class: "found", role: "listbox", hidden: true });
  list.setAttribute("aria-label", t("Found again"));
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let timer = null;
  let round = 0;
  let found = [];
  let at = -1;
  close();

  function close() {
    clearTimeout(timer);
    round += 1;
    found = [];
    show();
  }

  function show() {
    at = -1;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function option({ name, phone, last_at: last }, i) {
    const element = el(
      "li",
      { id: `${list.id}-${i}`, role: "option", "aria-selected": "false", onclick: () => take(i) },
      el("b", {}, name ?? t("without a name")),
      " ",
      el("span", {}, phone),
      " ",
      el("small", {}, agreedTime(last)),
    );
    // The field keeps the focus, or the list would close before the tap is over.
    element.addEventListener("pointerdown", (event) => event.preventDefault());
    return element;
  }

  function take(i) {
    const customer = found[i];
    close();
    choose(customer);
  }

  function move(step) {
    at = (at + step + found.length) % found.length;
    [...list.children].forEach((each, i) => each.setAttribute("aria-selected", String(i === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  async function look() {
    const own = (round += 1);
    const path = `/api/v1/customers?q=${encodeURIComponent(input.value.trim())}`;
    // Without an answer the name is typed as ever.
    const said = await ask("GET", path).catch(() => null);
    if (own !== round || document.activeElement !== input) return;
    found = said?.customers ?? [];
    show();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    round += 1;
    if (input.value.trim().length < LEAST_LETTERS) return close();
    timer = setTimeout(look, PAUSE_MS);
    return undefined;
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (!found.length || event.isComposing || event.ctrlKey || event.metaKey) return;
    const steps = { ArrowDown: 1, ArrowUp: at < 0 ? 0 : -1 };
    if (event.key in steps) move(steps[event.key]);
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return list;
}
