/** The page of everything that did not reach the kitchen. */
import { html } from "./html.js";
import { ShowElsewhere } from "./office/elsewhere.js";
import { Failures } from "./office/failures.js";
import { showPage } from "./office/page.js";
import { usePolled } from "./office/poll.js";
import { SetAside } from "./office/set-aside.js";
import { Tills } from "./office/tills.js";

showPage(function Lists() {
  const displays = usePolled("/api/v1/displays");
  return html`<${Failures} />
    ${displays.problem && html`<p class="problem" role="alert">${displays.problem}</p>`}
    <${ShowElsewhere} polled=${displays} />
    <${SetAside} />
    <${Tills} />`;
});
