import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "./dialog.js";
import { FullScreen } from "./full-screen.js";
import { Key } from "./key.js";

/** What is needed seldom at a screen, behind one button of its head. */
export function Options({ presses, onHelp, onSettings, onLearn, onClose }) {
  const then = (open) => () => {
    onClose();
    open();
  };
  const { refusals } = presses;
  return html`<${Dialog} title=${t("Options")} onClose=${onClose}>
    <div class="options">
      ${refusals.length > 0 &&
      html`<button type="button" class="all-read" onClick=${then(() => presses.read(refusals))}>
        ✓ ${t("All read")} <small>⚠ ${t("NOT DONE")}</small>
      </button>`}
      <button type="button" onClick=${then(onSettings)}>${t("Screen settings")}</button>
      <button type="button" onClick=${then(onHelp)}>${t("Keys, colours and marks")} <${Key} action="help" /></button>
      <button type="button" onClick=${then(onLearn)}>${t("Learn keys")}</button>
      <${FullScreen} />
    </div>
  <//>`;
}
