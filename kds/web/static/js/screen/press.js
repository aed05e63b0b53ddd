import { useState } from "preact/hooks";
import { html } from "../html.js";

/**
 * A button that asks the kitchen once, however often it is pressed while it waits. `does` names
 * what it does for the keys (keys.js); while `asleep` it takes no press, and keeps the focus.
 */
export function Press({ onPress, class: kind = "", children, label, disabled = false, does, asleep = false, autofocus }) {
  const [waiting, wait] = useState(false);
  const press = async () => {
    if (waiting || asleep) return;
    wait(true);
    await onPress();
    wait(false);
  };
  return html`<button
    type="button"
    class="press ${kind} ${waiting ? "waiting" : ""}"
    data-does=${does}
    aria-busy=${waiting}
    aria-label=${label}
    aria-disabled=${asleep}
    disabled=${disabled}
    autofocus=${autofocus}
    onClick=${press}
  >
    ${children}
  </button>`;
}
