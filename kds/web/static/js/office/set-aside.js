import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { ReasonDialog } from "../screen/reason-dialog.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { change } from "./page.js";
import { usePolled } from "./poll.js";
import { Section } from "./section.js";

const REASONS = [
  t("Entered again at the till"),
  t("Told the kitchen by word of mouth"),
  t("Not an order"),
];

/** What came over the bus and could not be taken as an order. It stopped nothing, but may be food. */
export function SetAside() {
  const polled = usePolled("/api/v1/set-aside");
  const entries = polled.value?.entries ?? [];
  return html`<${Section}
    title=${t("Set aside: {count}", { count: entries.length })}
    polled=${polled}
    rows=${entries.map((one) => html`<${Entry} key=${one.entry} entry=${one} again=${polled.again} />`)}
    nothing=${t("Every entry could be read.")}
  />`;
}

function Entry({ entry, again }) {
  const [settling, settle] = useState(false);
  const done = async (reason) => {
    const body = { entry: entry.entry, reason };
    const settled = await change("/api/v1/set-aside/settle", body, t("Settled."));
    await again();
    return settled;
  };
  return html`<li class="bad" data-entry=${entry.entry}>
    <div class="facts">
      <span class="cause">${entry.reason}</span>
      <small>
        ${t("till {till}", { till: entry.till })}, ${clockTime(entry.at, serverNow())}
        ${entry.order_id && `, ${t("order {order}", { order: entry.order_id })}`}
      </small>
      ${entry.body && html`<details><summary>${t("What came")}</summary><pre>${text(entry.body)}</pre></details>`}
    </div>
    <div class="buttons"><button type="button" onClick=${() => settle(true)}>${t("Done …")}</button></div>
    ${settling &&
    html`<${ReasonDialog}
      title=${t("What was done about it?")}
      presets=${REASONS}
      verb=${t("Done")}
      onClose=${() => settle(false)}
      onReason=${done}
    />`}
  </li>`;
}

function text(body) {
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}
