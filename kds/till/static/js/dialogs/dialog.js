/** A window over the page: Escape and × end it, Enter does what its main button does. */
import { t } from "/languages/language.js";
import { SignedOut } from "../ask.js";
import { button, el } from "../dom.js";

const open = new Set();

/**
 * Open a window.
 * @param {{title: string, content: any, about?: any, verb?: string, act?: (dialog: any) => any,
 *   kind?: string, others?: {label: string, act: (dialog: any) => any, kind?: string}[],
 *   size?: string}} what `about`: the order that it is about; the focus goes back to its card.
 *   `verb`: what the main button says; without one there is none. `act`: what it does; it may return
 *   what to do once the window is closed. `others`: further buttons
 * @returns `say` and `close`, and the `element`
 */
export function openDialog({ title, about, content, verb, act, kind = "main", others = [], size }) {
  const said = el("p", { class: "said", role: "status" });
  const form = el("form", { novalidate: true, class: "dialog-form" });
  const kinds = ["dialog", size].filter(Boolean).join(" ");
  const element = el("dialog", { class: kinds, "aria-label": title }, form);
  const dialog = { element, say, close };
  const further = others.map((each) =>
    button(each.label, () => run(each.act), { class: each.kind ?? null }),
  );
  form.append(
    el(
      "header",
      {},
      el("h2", {}, title),
      button("×", close, { class: "close", "aria-label": t("Close") }),
    ),
    el("div", { class: "dialog-content" }, content),
    el("footer", {}, said, further, verb ? el("button", { class: kind }, verb) : ""),
  );

  async function run(work) {
    if (element.dataset.busy) return;
    busy(true);
    say("");
    try {
      const then = await work(dialog);
      close();
      then?.();
    } catch (error) {
      if (!(error instanceof SignedOut)) say(error.message, true);
    } finally {
      busy(false);
    }
  }

  function busy(on) {
    if (on) element.dataset.busy = "yes";
    else delete element.dataset.busy;
    for (const press of element.querySelectorAll("footer button")) press.disabled = on;
  }

  function say(text, isWrong = false) {
    said.className = isWrong ? "said wrong" : "said";
    said.textContent = text;
  }

  function close() {
    element.close();
  }

  // The second tap of a double tap was meant for what stood there before the window.
  const ignoreSecondTap = (event) => {
    if (event.detail < 2 || !event.target.closest("footer")) return;
    event.preventDefault();
    event.stopPropagation();
  };
  form.addEventListener("click", ignoreSecondTap, { capture: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act) run(act);
  });
  element.addEventListener("close", () => {
    open.delete(dialog);
    element.remove();
    giveBackFocus(about);
  });
  open.add(dialog);
  document.body.append(element);
  element.showModal();
  return dialog;
}

/** Close every window: nobody is signed in. */
export function closeDialogs() {
  for (const dialog of [...open]) dialog.close();
}

/** The browser gives it back to the button that opened the window, if that is still there. */
function giveBackFocus(about) {
  if (open.size || document.activeElement !== document.body) return;
  const card = [...document.querySelectorAll(".order")].find(
    (each) => each.dataset.orderId === about?.order_id,
  );
  card?.querySelector(".acts button")?.focus();
}
