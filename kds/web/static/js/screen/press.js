import { useState } from "preact/hooks";
import { html } from "../html.js";

/** A button that asks the kitchen once, however often it is pressed while it waits. */
export function Press({ onPress, class: kind = "", children, label, disabled = false }) {
  const [waiting, wait] = useState(false);
  const press = async () => {
    if (waiting) return;
    wait(true);
    await onPress();
    wait(false);
  };
  return html`<button
    type="button"
    class="press ${kind} ${waiting ? "waiting" : ""}"
    aria-busy=${waiting}
    aria-label=${label}
    disabled=${disabled}
    onClick=${press}
  >
    ${children}
  </button>`;
}
