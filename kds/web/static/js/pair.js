/** The page of a display that is not paired yet: shows its code until a manager approves it. */
import { render } from "preact";
import { html } from "./html.js";
import { post } from "./office/api.js";

const ASK_EVERY_MS = 2000;
const { board, boardName } = document.body.dataset;
const page = document.getElementById("pair");
page.replaceChildren();

run();

async function run() {
  for (;;) {
    try {
      const { code, expires_at } = await post("/pair/begin", { board });
      show(html`<p class="pair-code" data-code=${code}>${code}</p>`);
      if (await approvedBefore(Date.now() + Math.max(30_000, Date.parse(expires_at) - Date.now()))) {
        location.reload();
        return;
      }
    } catch (problem) {
      show(html`<p class="problem">${problem.message}</p>`);
      await pause(3 * ASK_EVERY_MS);
    }
  }
}

async function approvedBefore(end) {
  while (Date.now() < end) {
    await pause(ASK_EVERY_MS);
    const { paired } = await post("/pair/claim", {}).catch(() => ({ paired: false }));
    if (paired) return true;
  }
  return false;
}

function show(middle) {
  const steps = html`<p class="pair-steps">
    A manager enters this code under <b>Displays</b> in the back office. This screen then goes on by
    itself.
  </p>`;
  render(html`<h1>${boardName || board}: this display is not paired</h1>${middle}${steps}`, page);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
