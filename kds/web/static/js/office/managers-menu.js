/** Closes the menu of the managers' pages as people expect: by Esc, and once they are elsewhere. */
export function closeWhenLeft() {
  /** @type {HTMLDetailsElement} */
  const menu = document.querySelector(".for-managers");
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  /** @param {any} event */
  const leave = ({ target }) => menu.contains(target) || (menu.open = false);
  document.addEventListener("pointerdown", leave);
  document.addEventListener("focusin", leave);
}
