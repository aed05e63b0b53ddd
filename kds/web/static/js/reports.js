/** The page of the reports. */
import { html } from "./html.js";
import { showPage } from "./office/page.js";
import { Reports } from "./office/reports/reports.js";

showPage(() => html`<${Reports} />`);
