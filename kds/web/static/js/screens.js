/** The page where screens are paired, watched, set, moved and revoked. */
import { t } from "/languages/language.js";
import { html } from "./html.js";
import { ShowElsewhere } from "./office/elsewhere.js";
import { showPage } from "./office/page.js";
import { PendingDisplays } from "./office/pending-displays.js";
import { usePolled } from "./office/poll.js";
import { ScreenCard } from "./office/screen-card.js";
import { Section } from "./office/section.js";

showPage(function Lists() {
  const polled = usePolled("/api/v1/displays", 2000);
  const displays = polled.value?.displays ?? [];
  const card = (one) =>
    html`<${ScreenCard} key=${one.id} display=${one} version=${polled.value.version} again=${polled.again} />`;
  return html`<div class="screens">
    <${PendingDisplays} polled=${polled} />
    <${Section}
      title=${t("Screens: {count}", { count: displays.length })}
      polled=${polled}
      rows=${displays.map(card)}
      nothing=${t("No display is paired. Orders cannot reach the kitchen.")}
    />
    <${ShowElsewhere} polled=${polled} />
  </div>`;
});
