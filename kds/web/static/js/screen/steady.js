import { html } from "../html.js";

/** How wide a character is at most on average, in the width of its zero: narrow ones make up for wide ones. */
const CHARACTER_CH = 0.88;

/**
 * A text that changes often, in a box that has its size from the number of characters alone: what is
 * around it need not be laid out anew, as long as the text does not become longer.
 */
export function Steady({ text }) {
  return html`<span class="steady" style=${{ width: `${text.length * CHARACTER_CH}ch` }}>${text}</span>`;
}
