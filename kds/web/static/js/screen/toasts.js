import { html } from "../html.js";
import { useChanges } from "../hooks.js";
import { toasts } from "../toasts.js";

/** The short messages at the foot of the screen, read out by screen readers too. */
export function Toasts() {
  useChanges(toasts.changed);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.list.map((one) => html`<p key=${one.id} class="toast ${one.kind}">${one.text}</p>`)}
  </div>`;
}
