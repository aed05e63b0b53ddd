import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "./dialog.js";
import { Press } from "./press.js";

/**
 * Asks for a reason: a preset or words of one's own; `onReason` answers true when it was done.
 * `isWhole` says whether what the children ask for is given too, `isNo` that it confirms a no, or
 * takes something away for good.
 */
export function ReasonDialog({ title, presets, verb, onReason, onClose, children, isWhole = true, isNo = false }) {
  const [reason, setReason] = useState("");
  const can = isWhole && reason.trim() !== "";
  const give = async () => {
    if (can && (await onReason(reason.trim()))) onClose();
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${children}
    <div class="presets">
      ${presets.map(
        (one) => html`<button
          key=${one}
          type="button"
          aria-pressed=${one === reason}
          onClick=${() => setReason(one)}
        >
          ${one}
        </button>`,
      )}
    </div>
    <label>
      ${t("Reason")}
      <input
        name="reason"
        maxlength="200"
        value=${reason}
        onInput=${(event) => setReason(event.target.value)}
      />
    </label>
    <footer>
      <${Press} class=${isNo ? "stop-button" : "main-button"} asleep=${!can} onPress=${give}>
        ${isNo && html`<span aria-hidden="true">✗ </span>`}${verb}
      <//>
    </footer>
  <//>`;
}
