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
        <span>${heard(till)}</span>
        ${!isUnheard(till) && html`<small>${held(till)}</small>`}
      </div>
      <span class="word ${bad ? "bad" : "good"}">${till.silent ? t("SILENT") : bad ? t("UNSENT") : t("ok")}</span>
    </li>`;
  });
  return html`<${Section} title=${t("Tills")} polled=${polled} rows=${rows} nothing=${t("No till has spoken yet.")} />`;
}

/** A till that only sends says nothing of itself: neither that it is there nor what it holds. */
function isUnheard({ send_only, at }) {
  return send_only && !at;
}

function heard(till) {
  if (isUnheard(till)) return t("send-only, so it has no heartbeat");
  if (!till.at) return t("never heard");
  return t("last heard {age} ago, at {time}", {
    age: age(since(till.at)),
    time: clockTime(till.at, serverNow()),
  });
}

function held({ unsent, oldest_unsent_at: oldest }) {
  if (unsent === 0) return t("nothing waits to be sent");
  return t("{count} not sent yet, the oldest from {time}", {
    count: unsent,
    time: clockTime(oldest, serverNow()),
  });
}
