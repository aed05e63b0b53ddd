import { useState } from "preact/hooks";
import { inOrder } from "../board.js";
import { freshness } from "../freshness.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { ReasonDialog } from "../screen/reason-dialog.js";
import { serverNow, since } from "../server-clock.js";
import { age, clockTime } from "../times.js";
import { toast } from "../toasts.js";
import { History } from "./history.js";
import { office } from "./page.js";
import { Section } from "./section.js";

const REASONS = ["Told the kitchen by word of mouth", "Customer cancelled", "Made already"];

const NOTHING = {
  live: "Every order has reached its screens.",
  connecting: "Fetching …",
  stale: "Not live: it cannot be told.",
};

/** Every order that is not sent, the oldest first. */
export function Failures() {
  const { connection } = office;
  const board = connection.boards.get("office");
  const { state } = useEachSecond(() => freshness(connection.link, performance.now()), connection);
  const failures = inOrder(board);
  const all = async () => {
    const done = await Promise.all(failures.map((one) => sendAgain(one)));
    const asked = done.filter(Boolean).length;
    if (asked) toast(`The main till is asked to send ${asked} again.`, "done");
  };
  return html`<${Section}
    title="Not sent to kitchen: ${failures.length}"
    rows=${failures.map((one) => html`<${Failure} key=${one.order_id} failure=${one} />`)}
    nothing=${NOTHING[board.cursor === null ? "connecting" : state]}
  >
    ${failures.length > 1 &&
    html`<${Press} class="main-button" onPress=${all}>Send all ${failures.length} again<//>`}
  <//>`;
}

function sendAgain(failure) {
  return office.command("RequestResend", failure.order_id);
}

function Failure({ failure }) {
  const [resolving, resolve] = useState(false);
  const [open, setOpen] = useState(false);
  const again = async () => {
    if (await sendAgain(failure)) toast(`The main till is asked for ${failure.number}.`, "done");
  };
  return html`<li class="bad" data-failure=${failure.order_id}>
    <span class="number">${failure.number}</span>
    <div class="facts">
      ${(failure.cause_texts ?? []).map((text) => html`<span key=${text} class="cause">${text}</span>`)}
      <${Facts} failure=${failure} />
    </div>
    <div class="buttons">
      <${Press} class="main-button" onPress=${again}>Send again<//>
      <button type="button" onClick=${() => resolve(true)}>Resolved otherwise …</button>
      <button type="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>History</button>
    </div>
    ${open && html`<${History} order_id=${failure.order_id} version=${failure.version} />`}
    ${resolving &&
    html`<${ReasonDialog}
      title="${failure.number}: resolved otherwise"
      presets=${REASONS}
      verb="Resolved"
      onClose=${() => resolve(false)}
      onReason=${(reason) => office.command("ResolveOtherwise", failure.order_id, { reason })}
    >
      <p>Nothing more of this order is sent or shown. The history keeps who and why.</p>
    <//>`}
  </li>`;
}

function Facts({ failure }) {
  const words = useEachSecond(() => facts(failure), failure);
  return html`<small>${words}</small>`;
}

function facts(failure) {
  const { attempts = 0, next_attempt_at: next, answer_by: by } = failure;
  return [
    `till ${failure.till}, accepted ${clockTime(failure.accepted_at, serverNow())}`,
    `not sent for ${age(since(failure.failed_at))}`,
    attempts === 1 ? "1 attempt" : `${attempts} attempts`,
    by && Date.parse(by) > serverNow() && "waiting for the till's answer",
    next && `next ${Date.parse(next) > serverNow() ? `in ${age(Date.parse(next) - serverNow())}` : "now"}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
