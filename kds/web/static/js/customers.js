/** The page of one customer: what is known, texts, export, erasing. */
import { Customers } from "./office/customers.js";
import { showPage } from "./office/page.js";
import { html } from "./html.js";

showPage(() => html`<${Customers} />`);
