import { useEffect } from "preact/hooks";
import { inLanguage, t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { sound } from "../sound.js";
import { clockTime } from "../times.js";

/** The banner of open alarms, with a sound for as long as there is one. */
export function Alarms({ alarms }) {
  useChanges(sound.changed);
  const loud = alarms.some((one) => one.sounds !== false);
  useEffect(() => {
    if (loud) sound.ring();
    return sound.hush;
  }, [loud]);
  if (alarms.length === 0) return null;
  return html`<div class="alarms" role="alert">
    ${sound.blocked && html`<p class="hint">${t("The browser holds back the sound: touch the screen.")}</p>`}
    <ul>
      ${alarms.map(
        (one) => html`<li key=${one.id}>
          <b aria-hidden="true">⚠</b> ${inLanguage(one.text_in, one.text)} <${Since} alarm=${one} />
        </li>`,
      )}
    </ul>
  </div>`;
}

function Since({ alarm }) {
  // The text in English tells, in whatever language it is shown.
  if (/ since \d/.test(alarm.text)) return null;
  const time = clockTime(alarm.since, serverNow());
  return html`<time>${t("since {time}", { time })}</time>`;
}
