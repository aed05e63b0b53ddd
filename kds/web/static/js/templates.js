/** The page where the manager edits the text templates. */
import { html } from "./html.js";
import { Templates } from "./office/templates.js";
import { showPage } from "./office/page.js";

showPage(() => html`<${Templates} />`);
