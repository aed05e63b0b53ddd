/** How long the stations of a screen take now, where somebody has chosen to see it there. */
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { duration } from "../times.js";
import { useKitchen } from "./kitchen-state.js";
import { useSettings } from "./settings.js";
import { STEPS } from "./timer.js";

const NAMES = JSON.parse(document.body.dataset.stations || "{}");

/** Average and longest of each station that this screen looks at; the pass looks at all. */
export function Figures({ connection }) {
  const kitchen = useKitchen(connection);
  if (!useSettings().figures || !kitchen) return null;
  const stations = stationsOf(connection);
  return html`<ul class="figures" aria-label=${t("How long it takes now")}>
    ${stations.map(
      (station) => html`<li key=${station} data-figures=${station}>
        ${stations.length > 1 && html`<span class="station">${NAMES[station]}</span>${" "}`}
        <${StationNow} figures=${kitchen.figures[station]} />
      </li>`,
    )}
  </ul>`;
}

function stationsOf({ boards }) {
  const own = [...boards.keys()].filter((board) => board in NAMES);
  return own.length === boards.size ? own : Object.keys(NAMES);
}

function StationNow({ figures }) {
  if (!figures) return html`<span>${t("nothing made of late")}</span>`;
  const { average_s, longest_s, average_step, longest_step } = figures;
  return html`${average_s !== null &&
    html`<${Took} what=${t("average")} seconds=${average_s} step=${STEPS[average_step]} />${" "}`}
    ${longest_s !== null &&
    html`<${Took} what=${t("longest")} seconds=${longest_s} step=${STEPS[longest_step]} />`}`;
}

/** A time with what it is, and with shape and word of its step unless that is a good one. */
function Took({ what, seconds, step }) {
  return html`<span class="took">
    ${what} <b>${duration(seconds * 1000)}</b>
    ${step?.word &&
    html` <span class=${`step-word ${step.name}`}><span aria-hidden="true">${step.shape}</span> ${step.word}</span>`}
  </span>`;
}
