/** The page where displays are paired, watched, moved and revoked. */
import { html } from "./html.js";
import { ShowElsewhere } from "./office/elsewhere.js";
import { showPage } from "./office/page.js";
import { PairedDisplays } from "./office/paired-displays.js";
import { PendingDisplays } from "./office/pending-displays.js";
import { usePolled } from "./office/poll.js";

showPage(function Lists() {
  const displays = usePolled("/api/v1/displays", 2000);
  return html`<${PendingDisplays} polled=${displays} />
    <${PairedDisplays} polled=${displays} />
    <${ShowElsewhere} polled=${displays} />`;
});
