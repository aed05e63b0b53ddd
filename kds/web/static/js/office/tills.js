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
            ? `last heard ${age(since(till.at))} ago, at ${clockTime(till.at, serverNow())}`
            : "never heard"}
        </span>
        <small>
          ${till.unsent > 0
            ? `${till.unsent} not sent yet, the oldest from ${clockTime(till.oldest_unsent_at, serverNow())}`
            : "nothing waits to be sent"}
        </small>
      </div>
      <span class="word ${bad ? "bad" : "good"}">${till.silent ? "SILENT" : bad ? "UNSENT" : "ok"}</span>
    </li>`;
  });
  return html`<${Section} title="Tills" polled=${polled} rows=${rows} nothing="No till has spoken yet." />`;
}
