/** The page of one order: everything known, what may be done, all that happened. */
import { html } from "./html.js";
import { OrderPage } from "./office/order/page.js";
import { showPage } from "./office/page.js";

showPage(() => html`<${OrderPage} order_id=${document.body.dataset.orderId} />`);
