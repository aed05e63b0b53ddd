import { html } from "../html.js";

/** A text that changes, in a box with room for the longest that it may say: nothing beside or below it moves. */
export function Roomy({ text, rooms: [room, other = ""], class: kind = "" }) {
  return html`<span class="roomy ${kind}" data-room=${room} data-other=${other}><span>${text}</span></span>`;
}
