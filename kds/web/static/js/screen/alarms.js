import { useEffect } from "preact/hooks";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { sound } from "../sound.js";
import { clockTime } from "../times.js";

/** The banner of open alarms, with a sound for as long as there is one. */
export function Alarms({ alarms }) {
  useChanges(sound.changed);
  const open = alarms.length > 0;
  useEffect(() => (open ? sound.ring() : sound.hush()), [open]);
  if (!open) return null;
  return html`<div class="alarms" role="alert">
    ${sound.blocked && html`<p class="hint">The browser holds back the sound: touch the screen.</p>`}
    <ul>
      ${alarms.map(
        (one) => html`<li key=${one.id}>
          <b aria-hidden="true">⚠</b> ${one.text} <time>since ${clockTime(one.since)}</time>
        </li>`,
      )}
    </ul>
  </div>`;
}
