import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { took } from "./said.js";

const HEIGHT = 220;
const WIDTH = 960;
const LEFT = 54;
const BELOW = 26;
const TOP = 12;
/** Steps of the scale in seconds: one is taken that makes few lines. */
const SCALES = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
const MOST_LINES = 6;
const MOST_NAMES = 16;

/**
 * Columns in a row of hours or days: the average as a column, above it a mark within which nine of
 * ten were made. The table beside it tells the same to whoever does not see it.
 * @param {{title: string, rows: {key: any, short: string, figures: import("./said.js").Figures}[]}} given
 */
export function Columns({ title, rows }) {
  const highest = Math.max(60, ...rows.map(({ figures }) => figures.p90_s ?? 0));
  const step = SCALES.find((each) => highest / each <= MOST_LINES) ?? SCALES.at(-1);
  const top = Math.ceil(highest / step) * step;
  const y = (seconds) => TOP + (HEIGHT - TOP) * (1 - seconds / top);
  const place = (WIDTH - LEFT) / rows.length;
  const every = Math.ceil(rows.length / MOST_NAMES);
  const lines = Array.from({ length: Math.floor(top / step) + 1 }, (_, at) => at * step);
  return html`<figure class="plot">
    <figcaption>
      <span class="key-average" aria-hidden="true"></span> ${t("Average")}
      <span class="key-p90" aria-hidden="true"></span> ${t("9 of 10 within")}
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT + BELOW}" role="img" aria-label=${title}>
      ${lines.map(
        (seconds) => html`<g key=${seconds} class="scale">
          <line x1=${LEFT} x2=${WIDTH} y1=${y(seconds)} y2=${y(seconds)} />
          <text x=${LEFT - 8} y=${y(seconds) + 5} text-anchor="end">${took(seconds)}</text>
        </g>`,
      )}
      ${rows.map(
        ({ key, short, figures }, at) => html`<g key=${key} transform="translate(${LEFT + at * place} 0)">
          ${figures?.average_s != null &&
          html`<${Column} figures=${figures} place=${place} y=${y} />`}
          ${at % every === 0 &&
          html`<text x=${place / 2} y=${HEIGHT + 19} text-anchor="middle">${short}</text>`}
        </g>`,
      )}
    </svg>
  </figure>`;
}

function Column({ figures, place, y }) {
  const wide = Math.min(46, place * 0.7);
  const left = (place - wide) / 2;
  return html`<rect
      class="average"
      x=${left}
      y=${y(figures.average_s)}
      width=${wide}
      height=${HEIGHT - y(figures.average_s)}
    />
    <line class="whisker" x1=${place / 2} x2=${place / 2} y1=${y(figures.average_s)} y2=${y(figures.p90_s)} />
    <line class="p90" x1=${left} x2=${left + wide} y1=${y(figures.p90_s)} y2=${y(figures.p90_s)} />`;
}
