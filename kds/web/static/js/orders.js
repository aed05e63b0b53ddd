/** The page where orders are found. */
import { html } from "./html.js";
import { showPage } from "./office/page.js";
import { Search } from "./office/search.js";

showPage(() => html`<${Search} />`);
