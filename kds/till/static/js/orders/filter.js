/** Finding an order: by number, table, customer or product, by status, or in the receipt park. */
import { statusName, t } from "/languages/language.js";
import { button, el } from "../dom.js";
import { searchFurther } from "../poll.js";

/** @param changed called when something else is looked for */
export function orderFilter(changed) {
  const search = el("input", {
    type: "search",
    placeholder: t("Number, table, customer"),
    "aria-label": t("Find an order"),
    autocomplete: "off",
    oninput: again,
  });
  const choice = el("select", { "aria-label": t("Status"), onchange: again });
  const park = button(t("Receipt park"), togglePark, { class: "chip", "aria-pressed": "false" });
  const element = el("div", { class: "filter", role: "search" }, search, park, choice);
  let statuses = null;

  function again() {
    searchFurther(isSearching());
    changed();
  }

  function togglePark() {
    park.setAttribute("aria-pressed", String(!isPark()));
    again();
  }

  const isPark = () => park.getAttribute("aria-pressed") === "true";
  const isSearching = () => Boolean(search.value.trim() || choice.value || isPark());

  /** Look for everything again. */
  function clear() {
    search.value = "";
    choice.value = "";
    park.setAttribute("aria-pressed", "false");
    again();
  }

  /** Offer the statuses that there are, and say how many orders are parked. */
  function offer(orders) {
    const parked = orders.filter(({ order }) => order.parked).length;
    park.textContent = parked ? `${t("Receipt park")} ${parked}` : t("Receipt park");
    const there = [...new Set(orders.map(({ whereabouts }) => whereabouts.status))];
    if (choice.value && !there.includes(choice.value)) there.push(choice.value);
    if (statuses === there.sort().join()) return;
    statuses = there.join();
    const chosen = choice.value;
    const options = there.map((code) => new Option(statusName(code), code));
    choice.replaceChildren(new Option(t("Every status"), ""), ...options);
    choice.value = chosen;
  }

  /** @returns {any[]} those that are looked for; parked ones by their table */
  function found(orders) {
    const wanted = search.value.trim().toLowerCase();
    const fits = (each) =>
      (!choice.value || each.whereabouts.status === choice.value) &&
      (!isPark() || each.order.parked) &&
      (!wanted || textOf(each.order).includes(wanted));
    const all = orders.filter(fits);
    return isPark() ? all.sort(byTable) : all;
  }

  return { element, offer, found, isSearching, clear };
}

function textOf({ number, table, customer, lines }) {
  const products = lines.map(({ product }) => product);
  const words = [number, table && t("Table {table}", { table }), customer?.name, customer?.phone];
  return [...words, ...products].filter(Boolean).join("\n").toLowerCase();
}

function byTable(a, b) {
  const table = ({ order }) => order.table ?? "";
  return table(a).localeCompare(table(b), undefined, { numeric: true });
}
