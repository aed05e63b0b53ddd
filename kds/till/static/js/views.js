/** Where the page is too narrow for everything at once, one view is shown at a time. */
const tabs = document.getElementById("views");

/** Make the tabs work. */
export function startViews() {
  tabs.addEventListener("click", ({ target }) => {
    const tab = /** @type {HTMLElement} */ (target).closest("[data-view]");
    if (tab) showView(tab.dataset.view);
  });
  showView("menu");
}

/** Show the menu, the order that is entered (`basket`), or the orders. */
export function showView(name) {
  document.body.dataset.shown = name;
  for (const tab of tabs.querySelectorAll("[data-view]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
  }
}

/** Say beside a tab how much there is. */
export function countInView(name, text) {
  tabs.querySelector(`[data-view="${name}"] .count`).textContent = text;
}
