/** All that can be done with a ticket and is not needed on every one: behind one button, in a window. */
import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { Dialog } from "./dialog.js";
import { hasLater } from "./main-press.js";
import { Press } from "./press.js";
import { useSettled } from "./settled.js";
import { holdOrFire, linesOf, owedParts, working } from "./working.js";

const STATIONS = JSON.parse(document.body.dataset.stations || "{}");

/** The button that opens the window, and the window. */
export function MorePress({ view, screen }) {
  const [isOpen, open] = useState(false);
  const { number } = view;
  return html`<button
      type="button"
      class="more"
      data-does="more"
      aria-label=${t("More {number}", { number })}
      onClick=${() => open(true)}
    >
      <b aria-hidden="true">⋯</b>
    </button>
    ${isOpen && html`<${More} view=${view} screen=${screen} onClose=${() => open(false)} />`}`;
}

function More({ view, screen, onClose }) {
  const parts = owedParts(view);
  const then = (ask) => async () => {
    if (await ask()) onClose();
  };
  const props = { view, screen, then };
  return html`<${Dialog} title=${t("More: {number}", { number: view.number })} onClose=${onClose}>
    <div class="more-presses">
      <${Whole} ...${props} parts=${parts} />
    </div>
    ${(parts.length > 1 || Object.keys(STATIONS).length > 1 ? parts : []).map(
      (part) => html`<section key=${part.station}>
        <h3>${parts.length > 1 ? screen.nameOf(part.station) : t("Move to …")}</h3>
        <div class="more-presses">
          ${parts.length > 1 && html`<${HoldPress} ...${props} part=${part} /><${ReadyPress} ...${props} part=${part} />`}
          <${MoveChoice} ...${props} part=${part} />
        </div>
      </section>`,
    )}
  <//>`;
}

function Whole({ view, screen, parts, then }) {
  const work = working(view, screen);
  const held = parts.some((part) => part.held);
  const settled = useSettled(`${held} ${Boolean(view.priority)} ${view.next_course}`);
  return html`<${Press} asleep=${!settled} onPress=${then(() => holdOrFire(view, screen))} autofocus>
      ${held ? `▶ ${t("Fire")}` : `‖ ${t("Hold")}`}
      <small>${held ? t("Make it now.") : t("Do not make it before Fire is pressed.")}</small>
    <//>
    <${Press} asleep=${!settled} onPress=${then(() => work.rush(!view.priority))}>
      ▲▲ ${view.priority ? t("No rush any more") : t("Rush")}
      <small>${view.priority ? t("In its turn again.") : t("Make it before everything else.")}</small>
    <//>
    ${view.next_course != null &&
    html`<${Press} asleep=${!settled} onPress=${then(() => work.fireCourse(view.next_course))}>
      ▶ ${t("Fire course {course}", { course: view.next_course })}
      <small>${t("At every station.")}</small>
    <//>`}
    ${parts.length === 1 && html`<${ReadyPress} view=${view} screen=${screen} part=${parts[0]} then=${then} />`}`;
}

function HoldPress({ view, screen, part, then }) {
  const { hold, fire } = working(view, screen);
  const ask = () => (part.held ? fire(part.station) : hold(part.station));
  const settled = useSettled(part.held);
  return html`<${Press} asleep=${!settled} onPress=${then(ask)}>${part.held ? `▶ ${t("Fire")}` : `‖ ${t("Hold")}`}<//>`;
}

/** Ready although something is on hold or later: only here, where nobody presses it by mistake. */
function ReadyPress({ view, screen, part, then }) {
  const later = hasLater(linesOf(view, part.station));
  if (!later && !part.held) return null;
  return html`<${Press} onPress=${then(() => working(view, screen).ready(part.station))}>
    ✓ ${later ? t("Ready, all courses") : t("Ready")}
  <//>`;
}

/** The other stations. */
function MoveChoice({ view, screen, part, then }) {
  const others = Object.keys(STATIONS).filter((station) => station !== part.station);
  const move = (to) => async () => {
    const done = await working(view, screen).move(part.station, to);
    const text = `→ ${t("Moved to {station}", { station: screen.nameOf(to) })}`;
    if (done && view.board !== "pass") answers.put(view, { kind: "yes", text });
    return done;
  };
  return others.map(
    (to) => html`<${Press}
      key=${to}
      does="move"
      label=${t("Move to {station}", { station: screen.nameOf(to) })}
      onPress=${then(move(to))}
    >
      → ${screen.nameOf(to)}
    <//>`,
  );
}
