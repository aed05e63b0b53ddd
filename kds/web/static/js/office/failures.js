import { useState } from "preact/hooks";
import { inLanguage, t } from "/languages/language.js";
import { inOrder } from "../board.js";
import { freshness } from "../freshness.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { STOPS } from "../screen/marks.js";
import { Press } from "../screen/press.js";
import { ReasonDialog } from "../screen/reason-dialog.js";
import { SERVICES } from "../screen/ticket-head.js";
import { serverNow, since } from "../server-clock.js";
import { age, clockTime } from "../times.js";
import { toast } from "../toasts.js";
import { History } from "./history.js";
import { office } from "./page.js";
import { usePolled } from "./poll.js";
import { Section } from "./section.js";

const REASONS = [
  t("Told the kitchen by word of mouth"),
  t("Customer cancelled"),
  t("Made already"),
];

/** Every order that is not sent, the oldest first. */
export function Failures() {
  const { connection } = office;
  const board = connection.boards.get("office");
  const { state } = useEachSecond(() => freshness(connection.link, performance.now()), connection);
  const failures = inOrder(board);
  const all = async () => {
    const done = await Promise.all(failures.map((one) => sendAgain(one)));
    const asked = done.filter(Boolean).length;
    if (asked) toast(t("The main till is asked to send {count} again.", { count: asked }), "done");
  };
  return html`<${Section}
    title=${t("Not sent to kitchen: {count}", { count: failures.length })}
    rows=${failures.map((one) => html`<${Failure} key=${one.order_id} failure=${one} />`)}
    nothing=${html`<${NoFailure} state=${board.cursor === null ? "connecting" : state} />`}
  >
    ${failures.length > 1 &&
    html`<${Press} class="main-button" onPress=${all}>
      ${t("Send all {count} again", { count: failures.length })}
    <//>`}
  <//>`;
}

/** No failure is not yet success: what is on its way is counted too. */
function NoFailure({ state }) {
  if (state === "connecting") return t("Fetching …");
  if (state === "stale") return t("Not live: it cannot be told.");
  return html`<${OnTheirWay} />`;
}

function OnTheirWay() {
  const { value } = usePolled("/api/v1/orders?open=1", 3000);
  if (value === null) return t("No order has failed.");
  const sending = value.orders.filter((order) => order.sending).length;
  if (sending === 0) return t("Every order has reached its screens.");
  return sending === 1
    ? t("No order has failed so far; 1 order is being sent.")
    : t("No order has failed so far; {count} orders are being sent.", { count: sending });
}

function sendAgain(failure) {
  return office.command("RequestResend", failure.order_id);
}

function Failure({ failure }) {
  const [resolving, resolve] = useState(false);
  const [open, setOpen] = useState(false);
  const again = async () => {
    const done = t("The main till is asked for {number}.", { number: failure.number });
    if (await sendAgain(failure)) toast(done, "done");
  };
  const causes = inLanguage(failure.cause_texts_in, failure.cause_texts) ?? [];
  return html`<li class="bad" data-failure=${failure.order_id}>
    <span class="number">${failure.number}</span>
    <div class="facts">
      ${causes.map((text) => html`<span key=${text} class="cause">${text}</span>`)}
      <${What} failure=${failure} />
      <${Facts} failure=${failure} />
    </div>
    <div class="buttons">
      <${Press} class="main-button" onPress=${again}>${t("Send again")}<//>
      <button type="button" onClick=${() => resolve(true)}>${t("Resolved otherwise …")}</button>
      <button type="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>
        ${t("History")}
      </button>
    </div>
    ${open && html`<${History} order_id=${failure.order_id} version=${failure.version} />`}
    ${resolving &&
    html`<${ReasonDialog}
      title=${t("{number}: resolved otherwise", { number: failure.number })}
      presets=${REASONS}
      verb=${t("Resolved")}
      onClose=${() => resolve(false)}
      onReason=${(reason) => office.command("ResolveOtherwise", failure.order_id, { reason })}
    >
      <p>${t("Nothing more of this order is sent or shown. The history keeps who and why.")}</p>
    <//>`}
  </li>`;
}

/** Who waits for what: enough to tell the kitchen by word of mouth. */
function What({ failure }) {
  const { service, table, customer } = failure;
  const who = [SERVICES[service], table && t("Table {table}", { table }), customer];
  const lines = failure.lines ?? [];
  const stopped = lines.filter((line) => failure.stopped || line.mark === "removed");
  const wanted = lines.filter((line) => !stopped.includes(line));
  return html`<b class="who">${who.filter(Boolean).join(" · ")}</b>
    ${failure.stopped && html`<b class="cause">${STOPS[failure.stopped].words}</b>`}
    ${stopped.length > 0 &&
    html`<b class="not-to-make">${t("Tell the kitchen NOT to make:")}</b>
      <${Dishes} lines=${stopped} />`}
    ${stopped.length > 0 && wanted.length > 0 && html`<b>${t("And to make:")}</b>`}
    <${Dishes} lines=${wanted} />`;
}

function Dishes({ lines }) {
  if (lines.length === 0) return null;
  return html`<ul class="dishes">
    ${lines.map((line) => html`<li key=${line.line_id + (line.station ?? "")}>${inWords(line)}</li>`)}
  </ul>`;
}

function inWords({ quantity, product, modifiers = [], allergens = [], note, station }) {
  const allergy = allergens.length > 0 && `⚠ ${t("ALLERGY: {allergens}", { allergens: allergens.join(", ") })}`;
  const what = [`${quantity}× ${product}`, ...modifiers, allergy, note && `“${note}”`];
  return (station ? `${office.nameOf(station)}: ` : "") + what.filter(Boolean).join(", ");
}

function Facts({ failure }) {
  const words = useEachSecond(() => facts(failure), failure);
  return html`<small>${words}</small>`;
}

function facts(failure) {
  const { attempts = 0, next_attempt_at: next, answer_by: by } = failure;
  const accepted = { till: failure.till, time: clockTime(failure.accepted_at, serverNow()) };
  return [
    t("till {till}, accepted {time}", accepted),
    t("not sent for {age}", { age: age(since(failure.failed_at)) }),
    attempts === 1 ? t("1 attempt") : t("{count} attempts", { count: attempts }),
    by && Date.parse(by) > serverNow() && t("waiting for the till's answer"),
    next && nextWords(Date.parse(next) - serverNow()),
  ]
    .filter(Boolean)
    .join(" · ");
}

function nextWords(ms) {
  return ms > 0 ? t("next in {age}", { age: age(ms) }) : t("next now");
}
