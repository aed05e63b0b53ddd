/** The counter's pages: new tickets, waiting, ready for pickup, and all with the closed ones. */
import { showPage } from "./office/page.js";
import { Tickets } from "./tickets/page.js";

showPage(Tickets);
