/** The menu: categories, products as large buttons, and a search for those who type. */
import { t } from "/languages/language.js";
import { button, el, focusTyping } from "../dom.js";
import { money } from "../money.js";

/** Make the menu as the till told it easy to ask. */
export function readMenu({ categories }) {
  const products = categories.flatMap((each) => each.products);
  const byName = new Map(products.map((each) => [key(each.product), each]));
  return {
    categories,
    products,
    isEmpty: products.length === 0,
    find: (name) => byName.get(key(name ?? "")),
  };
}

/** Show the menu; `pick` is called with each product that is chosen. */
export function menuPad(menu, pick) {
  const search = el("input", {
    type: "search",
    class: "find-product",
    placeholder: t("Find a product"),
    "aria-label": t("Find a product"),
    autocomplete: "off",
    oninput: show,
  });
  const products = el("div", { class: "product-grid", role: "group", "aria-label": t("Products") });
  const tabs = menu.categories.map((category) => {
    const choose = () => {
      search.value = "";
      current = category;
      show();
    };
    return { category, press: button(category.name, choose, { class: "category" }) };
  });
  let current = menu.categories[0];

  function found() {
    const wanted = key(search.value.trim());
    if (!wanted) return current.products;
    return menu.products.filter(({ product }) => key(product).includes(wanted));
  }

  function show() {
    const all = found();
    const none = el("p", { class: "quiet" }, t("Nothing on the menu is called that."));
    products.replaceChildren(...(all.length ? all.map(asButton) : [none]));
    for (const { category, press } of tabs) {
      press.setAttribute("aria-pressed", String(!search.value.trim() && category === current));
    }
  }

  function asButton(product) {
    return el(
      "button",
      { type: "button", class: "product-button", onclick: () => pick(product) },
      el("span", { class: "name" }, product.product),
      el("span", { class: "price" }, money(product.price)),
    );
  }

  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && search.value) {
      event.preventDefault();
      search.value = "";
      show();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      event.preventDefault();
      if (search.value.trim() && found().length) pick(found()[0]);
      search.value = "";
      show();
    }
  });
  show();
  const categories = el(
    "div",
    { class: "categories", role: "group", "aria-label": t("Categories") },
    tabs.map(({ press }) => press),
  );
  const parts = [search, categories, products];
  const element = el("section", { class: "menu", "aria-label": t("Menu") }, parts);
  return { element, focus: () => focusTyping(search) };
}

function key(name) {
  return name.normalize("NFC").toLowerCase();
}
