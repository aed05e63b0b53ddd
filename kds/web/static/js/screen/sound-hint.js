import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { sound } from "../sound.js";
import { settings, useSettings } from "./settings.js";

/**
 * Says, where nobody overlooks it, that the browser holds back every sound until somebody touches the
 * page. It takes no touch itself and moves nothing: the touch that ends it may be meant for a ticket.
 */
export function SoundHint() {
  useChanges(sound.changed);
  useSettings();
  if (!sound.blocked || settings.now.volume === 0) return null;
  return html`<p class="sound-hint" role="status">
    <span aria-hidden="true">♪</span> <b>${t("Touch anywhere for sound")}</b>
    <small>${t("Until then this screen makes none. A key does as well.")}</small>
  </p>`;
}
