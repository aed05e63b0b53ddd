import { useEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "./press.js";
import { useSettled } from "./settled.js";
import { working } from "./working.js";

/** As long as a ticket that was marked ready keeps its place: see departures.js. */
const UNDO_MS = 5000;

/** *Start*, and for some seconds in its place the way back; then only the word that it is started. */
export function StartPress({ view, screen }) {
  const { number, board: station } = view;
  const [own, mark] = useState(false);
  const settled = useSettled(view.state);
  const work = working(view, screen);
  useEffect(() => {
    if (!own) return undefined;
    const timer = setTimeout(() => mark(false), UNDO_MS);
    return () => clearTimeout(timer);
  }, [own]);
  const start = async () => mark(await work.start(station));
  if (view.state === "waiting") {
    return html`<${Press}
      class="start"
      does="start"
      asleep=${!settled}
      onPress=${start}
      label=${t("Start {number}", { number })}
    >
      ${t("Start")}
    <//>`;
  }
  if (own && !view.lines.some(isStruck)) {
    return html`<${Press}
      class="start undo"
      does="start"
      asleep=${!settled}
      onPress=${() => work.notStarted(station)}
      label=${t("Not started after all {number}", { number })}
    >
      ▶ ${t("started")} <small>${t("Undo")}</small>
    <//>`;
  }
  return html`<p class="started"><span aria-hidden="true">▶</span> ${t("started")}</p>`;
}

/** What was made before others were added stays crossed off, and says nothing of those: see part.py. */
function isStruck(line) {
  return line.struck && line.mark !== "made";
}
