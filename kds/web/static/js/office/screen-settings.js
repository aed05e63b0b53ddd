import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";
import { SettingsForm } from "../screen/settings-form.js";
import { change } from "./page.js";

/** The settings of a screen, set from afar; it follows at once, or when it is there again. */
export function ScreenSettings({ display, again, onClose }) {
  const [chosen, choose] = useState(/** @type {any} */ ({}));
  const kept = { name: display.name, ...display.settings };
  const now = { ...kept, ...chosen, sounds: { ...kept.sounds, ...chosen.sounds } };
  const save = async (patch) => {
    choose((old) => ({ ...old, ...patch, sounds: { ...old.sounds, ...patch.sounds } }));
    const done = t("{display} is set.", { display: display.name });
    const isDone = await change(`/api/v1/displays/${display.id}/settings`, patch, done);
    await again();
    choose({});
    return isDone;
  };
  return html`<${Dialog} title=${t("Settings of {display}", { display: display.name })} onClose=${onClose}>
    ${!display.live && html`<p class="problem">${t("It is not live now; it follows as soon as it is there.")}</p>`}
    <${SettingsForm} settings=${now} save=${save} />
  <//>`;
}
