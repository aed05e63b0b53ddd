/** The page of the end of the business day. */
import { html } from "./html.js";
import { OpenOrders } from "./office/open-orders.js";
import { showPage } from "./office/page.js";
import { StillWaiting } from "./office/still-waiting.js";

showPage(() => html`<${OpenOrders} /><${StillWaiting} />`);
