/** The page of the printers, and of every sheet of paper. */
import { html } from "./html.js";
import { showPage } from "./office/page.js";
import { Printers } from "./office/printers.js";
import { Prints } from "./office/prints.js";

showPage(() => html`<${Printers} /><${Prints} />`);
