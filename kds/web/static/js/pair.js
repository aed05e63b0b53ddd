/** The page of a display that is not paired yet: shows its code until a manager approves it. */
import { render } from "preact";
import { t } from "/languages/language.js";
import { forgetBoard } from "./device.js";
import { html } from "./html.js";
import { post } from "./office/api.js";

const ASK_EVERY_MS = 2000;
const LEAST_MS = 60_000;
const { board, boardName } = document.body.dataset;
const page = document.getElementById("pair");
page.replaceChildren();
// Whatever this device showed before, it may not show now.
forgetBoard(board);

run();

async function run() {
  for (;;) {
    try {
      const { code, secret, expires_at } = await post("/pair/begin", { board });
      show(html`<p class="pair-code" data-code=${code}>${code}</p>`);
      const approved = await claimed(secret, Date.parse(expires_at) - Date.now());
      if (approved) {
        location.replace(`/display/${encodeURIComponent(approved)}`);
        return;
      }
    } catch (problem) {
      show(html`<p class="problem">${problem.message}</p>`);
      await pause(3 * ASK_EVERY_MS);
    }
  }
}

/** @returns {Promise<string | null>} the board a manager gave this screen, or null: too late */
async function claimed(secret, within) {
  // A screen with a wrong clock must not ask for codes without end.
  const end = performance.now() + Math.max(LEAST_MS, within);
  while (performance.now() < end) {
    await pause(ASK_EVERY_MS);
    const answer = await post("/pair/claim", { secret }).catch(() => ({}));
    if (answer.paired) return answer.board;
  }
  return null;
}

function show(middle) {
  const title = t("{name}: this display is not paired", { name: boardName || board });
  const steps = t(
    "A manager compares this code with the one on the page Screens of the back office, and lets the screen in. It then goes on by itself.",
  );
  render(html`<h1>${title}</h1>${middle}<p class="pair-steps">${steps}</p>`, page);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
