/** What was pressed and waits for the server, on its ticket. */
import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { pressWords } from "./press-words.js";

/** The presses that wait on one ticket, each with its way back while it was not sent. */
export function WaitingPresses({ view, screen }) {
  const { presses } = screen.connection;
  useChanges(presses.changed);
  const waiting = presses.of(view);
  if (waiting.length === 0) return null;
  return html`<ul class="waiting-presses" aria-label=${t("Waits for the server")}>
    ${waiting.map(
      (press) => html`<li key=${press.payload.command_id}>
        <span>◷ <b>${pressWords(press, screen)}</b> ${t("waits for the server")}</span>
        ${!press.tried &&
        html`<button type="button" class="press undo" onClick=${() => presses.undo(press)}>
          ${t("Undo")} <small>${view.number}</small>
        </button>`}
      </li>`,
    )}
  </ul>`;
}
