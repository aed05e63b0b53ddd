import { useEffect, useRef, useState } from "preact/hooks";
import { statuses, t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { get } from "./api.js";
import { useAddress } from "./asked.js";
import { businessDay } from "./business-day.js";
import { counted, Found } from "./found.js";
import { useAsked } from "./poll.js";

const LONGEST = 120;

/** Finds orders: today's until something is asked, then by all that is asked together. */
export function Search() {
  const [asked, ask] = useAddress();
  return html`<${Form} asked=${asked} onAsk=${ask} />
    <${Results} key=${String(new URLSearchParams(asked))} asked=${asked} />`;
}

/** Its fields keep what is typed and where; only a new address fills them anew. */
function Form({ asked, onAsk }) {
  const form = useRef(null);
  useEffect(() => form.current.elements.q.focus(), []);
  useEffect(() => fill(form.current, asked), [asked]);
  const submit = (event) => {
    event.preventDefault();
    onAsk(Object.fromEntries(new FormData(form.current)));
    /** @type {any} */ (document.activeElement).select?.();
  };
  const clear = () => {
    onAsk({});
    form.current.elements.q.focus();
  };
  return html`<form ref=${form} class="search" role="search" onSubmit=${submit}>
    <div class="line">
      <${Field} name="q" type="search" words=${t("Find an order")} hint=${t("Number, customer, phone or table")} />
      <button type="submit" class="main-button">${t("Search")}</button>
      <button type="button" onClick=${clear}>${t("Clear")}</button>
    </div>
    <div class="line">
      <${Field} name="number" words=${t("Number")} />
      <${Field} name="customer" words=${t("Customer")} />
      <${Field} name="phone" words=${t("Phone")} />
      <${Field} name="table" words=${t("Table")} />
      <label>
        ${t("Status")}
        <select name="status">
          <option value="">${t("Every status")}</option>
          ${Object.entries(statuses).map(([code, name]) => html`<option value=${code}>${name}</option>`)}
        </select>
      </label>
      <${Field} name="day" type="date" words=${t("Business day")} />
    </div>
  </form>`;
}

function Field({ name, words, hint, type = "text" }) {
  return html`<label class="field-${name}">
    ${words}
    <input type=${type} name=${name} maxlength=${LONGEST} placeholder=${hint} autocomplete="off" />
  </label>`;
}

function fill(form, asked) {
  for (const field of form.querySelectorAll("[name]")) field.value = asked[field.name] ?? "";
}

function Results({ asked }) {
  const [pages, setPages] = useState(1);
  const isAsked = Object.keys(asked).length > 0;
  const wanted = isAsked ? asked : { day: businessDay(serverNow()) };
  const parameters = String(new URLSearchParams(wanted));
  const polled = useAsked(() => found(parameters, pages), `${parameters} ${pages}`);
  const { orders = [], next = null, currency } = polled.value ?? {};
  const count = counted(polled.value);
  return html`<section>
    <h2>${isAsked ? t("Found: {count}", { count }) : t("Today's orders: {count}", { count })}</h2>
    ${polled.problem && html`<p class="problem" role="alert">${polled.problem}</p>`}
    ${orders.length > 0
      ? html`<${Found} orders=${orders} currency=${currency} />`
      : html`<p class="nothing" role="status"><${Nothing} polled=${polled} isAsked=${isAsked} next=${next} /></p>`}
    ${next && html`<${More} isFetched=${polled.value.pages === pages} onMore=${() => setPages(pages + 1)} />`}
  </section>`;
}

/** Every page that is shown is asked for again, because what is new pushes the others down. */
async function found(parameters, pages) {
  const orders = [];
  let next = null;
  let currency = null;
  for (let page = 0; page < pages; page += 1) {
    const after = next ? `&after=${encodeURIComponent(next)}` : "";
    const answer = await get(`/api/v1/search?${parameters}${after}`);
    orders.push(...answer.orders);
    next = answer.next;
    currency = answer.currency;
    if (next === null) break;
  }
  return { orders, next, pages, currency };
}

function More({ isFetched, onMore }) {
  return html`<p class="more">
    <button type="button" aria-busy=${!isFetched} onClick=${() => isFetched && onMore()}>
      ${isFetched ? t("More") : t("Fetching …")}
    </button>
  </p>`;
}

function Nothing({ polled, isAsked, next }) {
  if (polled.value === null) return polled.problem ? null : t("Fetching …");
  if (next) return t("None of the newest orders is like that. There are older ones.");
  if (!isAsked) return t("No order was taken today.");
  return t(
    "No order is like that. Numbers and tables must be whole; a part of a name will do, and of a phone three digits.",
  );
}
