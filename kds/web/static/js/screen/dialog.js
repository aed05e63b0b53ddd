import { useEffect, useRef } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";

/** A window over the page; Escape and *Close* end it, the keyboard stays inside it. */
export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  useEffect(() => {
    element.current.showModal();
  }, []);
  return html`<dialog ref=${element} class="dialog" aria-label=${title} onClose=${onClose}>
    <header>
      <h2>${title}</h2>
      <button type="button" class="close" onClick=${() => element.current.close()}>${t("Close")}</button>
    </header>
    ${children}
  </dialog>`;
}
