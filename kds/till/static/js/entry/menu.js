/** The menu: categories, products as large buttons, and a search for those who type. */
import { t } from "/languages/language.js";
import { button, el, focusTyping } from "../dom.js";
import { money } from "../money.js";
import { watchTill } from "../settled.js";
import { askAboutSoldOut, soldOut, soldOutNow } from "./sold-out.js";

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
    const turn = () => {
      search.value = "";
      current = category;
      show();
    };
    return { category, press: button(category.name, turn, { class: "category" }) };
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

  function choose(product) {
    const mark = soldOut(product.product);
    if (mark) askAboutSoldOut(mark, () => pick(product));
    else pick(product);
  }

  function asButton(product) {
    const isOut = Boolean(soldOut(product.product));
    return el(
      "button",
      {
        type: "button",
        class: isOut ? "product-button sold-out" : "product-button",
        onclick: () => choose(product),
      },
      el("span", { class: "name" }, product.product),
      isOut && el("strong", { class: "sold-out-words" }, t("SOLD OUT")),
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
      if (search.value.trim() && found().length) choose(found()[0]);
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
  let known = soldOutNow();
  watchTill(element, () => {
    // Only then: a button that is made anew loses the focus.
    if (known === soldOutNow()) return;
    known = soldOutNow();
    show();
  });
  return { element, focus: () => focusTyping(search) };
}

function key(name) {
  return name.normalize("NFC").toLowerCase();
}
