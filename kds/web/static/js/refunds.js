/** The page of the money that customers must get back. */
import { html } from "./html.js";
import { showPage } from "./office/page.js";
import { Refunds } from "./office/refunds.js";

showPage(() => html`<${Refunds} />`);
