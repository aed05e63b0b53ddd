/** Orders from outside: paused for a while when there is too much to do, and taken again. */
import { t } from "/languages/language.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { clockTime } from "../times.js";
import { mayPause, pausedUntil, pauseOutside, resumeOutside } from "./kitchen-state.js";
import { Press } from "./press.js";

const MINUTES = [15, 30, 60];

/** For how long; and an end of it, where it is paused already. */
export function PauseChoice({ connection }) {
  const until = useEachSecond(() => pausedUntil(connection));
  return html`<p>
      ${until
        ? t("Paused until {time}. Tills refuse orders from web shops, kiosks and apps until then.", {
            time: clockTime(until),
          })
        : t("Tills refuse orders from web shops, kiosks and apps for that long. Whoever is here is served.")}
    </p>
    <div class="pause-choice" role="group" aria-label=${t("Pause orders from outside")}>
      ${MINUTES.map(
        (minutes) => html`<${Press} key=${minutes} onPress=${() => pauseOutside(connection, minutes)}>
          ${t("{minutes} min", { minutes })}
        <//>`,
      )}
      ${until &&
      html`<${Press} class="resume" onPress=${() => resumeOutside(connection)}>
        ▶ ${t("Resume")}
      <//>`}
    </div>`;
}

/** Always in sight while it lasts, on the screens that can end it. */
export function PauseBanner({ connection }) {
  const until = useEachSecond(() => pausedUntil(connection));
  if (!until || !mayPause(connection)) return null;
  return html`<aside class="pause-banner" role="status">
    <p>
      ❚❚ <b>${t("Outside orders paused until {time}", { time: clockTime(until) })}</b>
      ${connection.kitchen.outside_paused_by &&
      html` <small>${t("by {who}", { who: connection.kitchen.outside_paused_by })}</small>`}
    </p>
    <${Press} class="resume" onPress=${() => resumeOutside(connection)}>▶ ${t("Resume")}<//>
  </aside>`;
}
