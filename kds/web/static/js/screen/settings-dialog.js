import { t } from "/languages/language.js";
import { html } from "../html.js";
import { tellProblem } from "../problems.js";
import { sound } from "../sound.js";
import { Dialog } from "./dialog.js";
import { FullScreen } from "./full-screen.js";
import { settings, useSettings } from "./settings.js";
import { SettingsForm } from "./settings-form.js";

/** How this screen looks and sounds, chosen at it; each choice holds at once. */
export function SettingsDialog({ onClose }) {
  const now = useSettings();
  return html`<${Dialog} title=${t("Screen settings")} onClose=${onClose}>
    <${SettingsForm} settings=${now} save=${save} test=${sound.test}>
      ${sound.blocked && html`<p class="hint" role="status">♪ ${t("touch for sound")}</p>`}
      <div class="setting">
        <span>${t("Full screen")}</span>
        <div class="choices"><${FullScreen} /></div>
      </div>
    <//>
  <//>`;
}

/** @returns {Promise<boolean>} done */
async function save(patch) {
  const answer = await settings.save(patch);
  if (answer?.ok) return true;
  tellProblem(answer?.reason ?? t("The kitchen server did not answer. Press again when the screen is live."), answer?.path);
  return false;
}
