/** The page of the texts to customers, and of those that were not sent. */
import { html } from "./html.js";
import { Texts } from "./office/texts.js";
import { showPage } from "./office/page.js";

showPage(() => html`<${Texts} />`);
