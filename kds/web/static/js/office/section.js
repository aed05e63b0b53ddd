import { t } from "/languages/language.js";
import { html } from "../html.js";

/** One list of a back office page: its title, what hinders it, its rows, or why it is empty. */
export function Section({ title, polled, rows, nothing, children }) {
  return html`<section>
    <h2>${title} ${children}</h2>
    ${polled?.problem && html`<p class="problem" role="alert">${polled.problem}</p>`}
    ${rows.length > 0
      ? html`<ul class="rows">${rows}</ul>`
      : html`<p class="nothing">${polled && polled.value === null ? t("Fetching …") : nothing}</p>`}
  </section>`;
}
