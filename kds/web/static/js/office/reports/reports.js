import { useEffect } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { businessDayName } from "../../times.js";
import { usePolled } from "../poll.js";
import { Choice } from "./choice.js";
import { areFewDays, parametersOf, today, useChosen } from "./chosen.js";
import { Columns } from "./columns.js";
import { count, share, took } from "./said.js";
import { FiguresTable, Patterns } from "./table.js";

const NAMES = JSON.parse(document.body.dataset.stations);
const PATH = "/api/v1/reports/preparation";
/** What is over changes no more; what goes on is looked at again. */
const OVER_MS = 3_600_000;
const NOW_MS = 20_000;

/** How long parts took to make: by station, product, hour of the day and day. */
export function Reports() {
  const [chosen, choose] = useChosen();
  const ms = chosen.last_day < today() ? OVER_MS : NOW_MS;
  const { value, problem } = usePolled(`${PATH}?${parametersOf(chosen)}`, ms);
  const isFetched = value?.first_day === chosen.first_day && value.last_day === chosen.last_day;
  useEffect(printWhole, []);
  return html`<${Patterns} />
    <h1 class="report-title">${t("How long it takes to make")}</h1>
    <p class="report-days">${daysOf(chosen)}${chosen.station && ` · ${NAMES[chosen.station] ?? chosen.station}`}</p>
    <${Choice} chosen=${chosen} onChoose=${choose} />
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <div class="report" aria-busy=${!isFetched && !problem}>
      ${value ? html`<${Report} report=${value} chosen=${chosen} />` : !problem && html`<p class="nothing">${t("Fetching …")}</p>`}
    </div>`;
}

function Report({ report, chosen }) {
  if (report.all.made === 0) {
    return html`<${Uncounted} report=${report} /><p class="nothing">${t("Nothing was made on these days.")}</p>`;
  }
  const stations = Object.keys(NAMES);
  const place = ({ key }) => (stations.includes(key) ? stations.indexOf(key) : stations.length);
  const byStation = named(report.by_station, (key) => NAMES[key] ?? key).sort((a, b) => place(a) - place(b));
  const byProduct = named(report.by_product, (key) => key).sort((a, b) => b.figures.made - a.figures.made);
  const byDay = named(report.by_day, businessDayName);
  const byHour = named(hoursBetween(report.by_hour), (key) => `${two(key)}–${two((key + 1) % 24)}`);
  const time = { zone: report.time_zone };
  return html`<${Uncounted} report=${report} />
    <${All} figures=${report.all} />
    <${Part} title=${t("By station")} by="station" chosen=${chosen}>
      <${FiguresTable} of=${t("Station")} rows=${byStation} />
    <//>
    <${Part} title=${t("By hour of the day")} by="hour" chosen=${chosen} note=${t("When it came, by the clock of {zone}", time)}>
      <${Columns} title=${t("Average by hour of the day: the table below tells the same")} rows=${byHour} />
      <${Table} of=${t("Hour")} rows=${byHour.filter(({ figures }) => figures)} />
    <//>
    ${byDay.length > 1 &&
    html`<${Part} title=${t("By day")} by="day" chosen=${chosen}>
      <${Columns} title=${t("Average by day: the table below tells the same")} rows=${byDay} />
      <${Table} of=${t("Business day")} rows=${byDay} />
    <//>`}
    <${Part} title=${t("By product")} by="product" chosen=${chosen} note=${t("The time of the whole part that had it")}>
      <${FiguresTable} of=${t("Product")} rows=${byProduct} />
    <//>
    ${areFewDays(chosen) &&
    html`<p class="each-part"><${File} by="part" chosen=${chosen}>${t("Every part, one by one, as CSV")}<//></p>`}`;
}

/** The figures of all that was made. */
function All({ figures }) {
  const { made, planned, average_s, median_s, p90_s, longest_s, promised, in_time, over_s } = figures;
  return html`<dl class="tiles">
    <${Tile} name="average" words=${t("Average")}>${took(average_s)}<//>
    <${Tile} name="median" words=${t("Half within")}>${took(median_s)}<//>
    <${Tile} name="p90" words=${t("9 of 10 within")}>${took(p90_s)}<//>
    <${Tile} name="longest" words=${t("Longest")}>${took(longest_s)}<//>
    <${Tile} name="made" words=${t("Parts made")} small=${planned > 0 && t("{count} of them ordered for later: no time", { count: count(planned) })}>
      ${count(made)}
    <//>
    <${Tile} name="promised" words=${t("As promised")} small=${over_s !== null && t("else {time} over", { time: took(over_s) })}>
      ${share(in_time, promised)}
    <//>
  </dl>`;
}

function Tile({ name, words, small, children }) {
  return html`<div data-tile=${name}>
    <dt>${words}</dt>
    <dd><b>${children}</b> ${small && html`<small>${small}</small>`}</dd>
  </div>`;
}

function Part({ title, by, chosen, note, children }) {
  return html`<section class="report-part" data-by=${by}>
    <h2>${title} <${File} by=${by} chosen=${chosen}>${t("CSV")}<//></h2>
    ${note && html`<p class="note">${note}</p>`} ${children}
  </section>`;
}

/** The table to a plot: whoever wants it, or hears the page, opens it; on paper it is open. */
function Table({ of, rows }) {
  return html`<details class="plot-table">
    <summary>${t("The figures as a table")}</summary>
    <${FiguresTable} of=${of} rows=${rows} />
  </details>`;
}

function File({ by, chosen, children }) {
  return html`<a class="file" href=${`${PATH}.csv?by=${by}&${parametersOf(chosen)}`} download>↓ ${children}</a>`;
}

function Uncounted({ report }) {
  if (report.uncounted === 0) return null;
  const words = { count: count(report.uncounted) };
  return html`<p class="problem" role="status">
    ${t("{count} older orders are still being counted after the upgrade: they are missing here for some minutes.", words)}
  </p>`;
}

function daysOf({ first_day, last_day }) {
  const [first, last] = [first_day, last_day].map(businessDayName);
  return first_day === last_day ? first : `${first} – ${last}`;
}

/** Every hour from the first to the last, also where nothing came. */
function hoursBetween(rows) {
  const known = new Map(rows.map(({ key, figures }) => [key, figures]));
  const hours = [...known.keys()];
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  return Array.from({ length: last - first + 1 }, (_, at) => ({ key: first + at, figures: known.get(first + at) }));
}

function named(rows, nameOf) {
  return rows.map((row) => ({ ...row, name: nameOf(row.key), short: shortOf(row.key) }));
}

/** What stands below a column: an hour, or a day without the rest of its date. */
function shortOf(key) {
  if (typeof key === "number") return two(key);
  const [, month, day] = key.split("-");
  return `${Number(day)}.${Number(month)}.`;
}

function two(hour) {
  return String(hour).padStart(2, "0");
}

/** On paper: dark on white, with every table open. */
function printWhole() {
  const before = () => {
    document.documentElement.dataset.theme = "light";
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const tables = document.querySelectorAll(".plot-table");
    for (const table of tables) table.open = true;
  };
  const after = () => delete document.documentElement.dataset.theme;
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}
