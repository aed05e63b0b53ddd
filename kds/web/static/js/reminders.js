/** The page of the service reminders. */
import { html } from "./html.js";
import { Reminders } from "./office/reminders.js";
import { showPage } from "./office/page.js";

showPage(() => html`<${Reminders} />`);
