/** What was changed or stopped and no cook has seen: the words, and the button that says it is seen. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { MARKS, STOPS } from "./marks.js";
import { Press } from "./press.js";
import { TOO_SOON_MS } from "./settled.js";

const HEAD = {
  number: t("number"),
  service: t("service"),
  table: t("table"),
  customer: t("customer"),
  note: t("note"),
  due_at: t("promised time"),
};

/** @returns {string[]} the stations whose part of a ticket is to be seen by this screen */
export function unseenStations(view) {
  const parts = (view.parts ?? []).filter((part) => part.stopped || part.changed_at);
  const stations = parts.map((part) => part.station);
  return view.board === "pass" ? stations : stations.filter((station) => station === view.board);
}

/**
 * Keeps an element as high as it was while its ticket was unseen, for as long as *Seen* is said:
 * without the marks it would be lower, and something else come under the hand.
 * @returns {{ref: object, style: object}} for the element
 */
export function useKeptHeight(view) {
  useChanges(answers.changed);
  const [ref, height, before] = [useRef(null), useRef(0), useRef(false)];
  const unseen = unseenStations(view).length > 0;
  // Only now, while the page still shows it unseen: measuring has it laid out.
  if (before.current && !unseen) height.current = ref.current?.offsetHeight ?? 0;
  before.current = unseen;
  const kept = !unseen && height.current > 0 && answers.of(view);
  return { ref, style: kept ? { minHeight: `${height.current}px` } : {} };
}

/** Says that the order was changed, and then that it was seen. */
export function ChangedMark({ view, screen }) {
  const { ref, style } = useKeptHeight(view);
  if (unseenStations(view).length > 0) {
    return html`<div key=${view.changed_at} ref=${ref} class="changed-mark">
      <p>
        <b>↻ ${MARKS.changed.words}</b>
        <${ChangedHead} names=${view.changed_head ?? []} />
      </p>
      <${SeenPress} view=${view} screen=${screen} />
    </div>`;
  }
  const answer = answers.of(view);
  return answer && html`<p key="seen" class="changed-mark seen" style=${style}>${answer.text}</p>`;
}

function ChangedHead({ names }) {
  if (names.length === 0) return null;
  return html`<span>${names.map((name) => HEAD[name] ?? name).join(", ")}</span>`;
}

/** Says in large letters that nothing of it is to be made, and why. */
export function StopMark({ cause }) {
  return html`<div class="stop-mark">
    <strong>${STOPS[cause].words}</strong>
    <b>${t("Do not make")}</b>
  </div>`;
}

/** The button that says a cook has seen it: for all parts that this screen answers for. */
export function SeenPress({ view, screen }) {
  const ready = useAfter(TOO_SOON_MS);
  const seen = async () => {
    const { order_id, version } = view;
    const said = unseenStations(view).map((station) =>
      act(screen.connection, { command: "MarkPartSeen", order_id, version, station }),
    );
    const done = await Promise.all(said);
    if (done.every(Boolean)) answers.put(view, { kind: "yes", text: seenWords(view) });
  };
  return html`<${Press}
    class="seen"
    does="seen"
    onPress=${seen}
    disabled=${!ready}
    label=${t("Seen {number}", { number: view.number })}
  >
    ✓ ${t("Seen")} <small>${view.number}</small>
  <//>`;
}

function seenWords({ stopped }) {
  return `✓ ${t("Seen")}${stopped ? `: ${STOPS[stopped].words}` : ""}`;
}

/** @returns {boolean} whether so many ms have passed since the component came */
function useAfter(ms) {
  const [passed, pass] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => pass(true), ms);
    return () => clearTimeout(timer);
  }, []);
  return passed;
}
