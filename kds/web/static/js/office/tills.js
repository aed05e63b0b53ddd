import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow, since } from "../server-clock.js";
import { age, clockTime } from "../times.js";
import { usePolled } from "./poll.js";
import { Section } from "./section.js";

/** The tills: when each was last heard of, and what it could not put on the bus. */
export function Tills() {
  const polled = usePolled("/api/v1/tills");
  const rows = (polled.value?.tills ?? []).map((till) => {
    const bad = till.silent || till.unsent > 0;
    return html`<li key=${till.till} class=${bad ? "bad" : "good"}>
      <span class="number">${till.till}</span>
      <div class="facts">
        <span>
          ${till.at
            ? t("last heard {age} ago, at {time}", {
                age: age(since(till.at)),
                time: clockTime(till.at, serverNow()),
              })
            : t("never heard")}
        </span>
        <small>
          ${till.unsent > 0
            ? t("{count} not sent yet, the oldest from {time}", {
                count: till.unsent,
                time: clockTime(till.oldest_unsent_at, serverNow()),
              })
            : t("nothing waits to be sent")}
        </small>
      </div>
      <span class="word ${bad ? "bad" : "good"}">${till.silent ? t("SILENT") : bad ? t("UNSENT") : t("ok")}</span>
    </li>`;
  });
  return html`<${Section} title=${t("Tills")} polled=${polled} rows=${rows} nothing=${t("No till has spoken yet.")} />`;
}
