import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { change, office } from "./page.js";

/** It stands before customers: it shows nothing else, and no other screen shows it. */
const READY_BOARD = "ready-board";

/** Turns a screen out. */
export function RevokeDialog({ display, again, onClose }) {
  const { id, name } = display;
  const turnOut = async () => {
    const done = t("{display} is turned out.", { display: name });
    if (await change(`/api/v1/displays/${id}/revoke`, {}, done)) onClose();
    await again();
  };
  return html`<${Dialog} title=${t("Revoke {display}?", { display: name })} onClose=${onClose}>
    <p>${t("It shows nothing from now on and must be paired again.")}</p>
    <footer>
      <${Press} class="stop-button" onPress=${turnOut}>
        <span aria-hidden="true">✗ </span>${t("Revoke {display}", { display: name })}
      <//>
    </footer>
  <//>`;
}

/** Lets a screen show boards besides its own, or stand for another one. */
export function ShowDialog({ display, again, onClose }) {
  const path = `/api/v1/displays/${display.id}`;
  const isAlone = display.board === READY_BOARD;
  const words = (board) => ({ display: display.name, station: office.nameOf(board) });
  const others = Object.keys(office.names).filter((one) => one !== display.board);
  const show = async (board, isOn) => {
    const stations = isOn ? [...display.also, board] : display.also.filter((one) => one !== board);
    const done = isOn
      ? t("{display} now shows {station} too.", words(board))
      : t("{display} no longer shows {station}.", words(board));
    await change(`${path}/show`, { stations }, done);
    await again();
  };
  const move = async (board) => {
    const done = t("{display} now stands for {station}.", words(board));
    if (await change(`${path}/move`, { board }, done)) onClose();
    await again();
  };
  return html`<${Dialog} title=${t("What {display} shows", { display: display.name })} onClose=${onClose}>
    ${!isAlone &&
    html`<h3>${t("Besides {station}", { station: office.nameOf(display.board) })}</h3>
      <div class="presets">
        ${others
          .filter((board) => board !== READY_BOARD)
          .map((board) => {
            const isOn = display.also.includes(board);
            return html`<button type="button" key=${board} aria-pressed=${isOn} onClick=${() => show(board, !isOn)}>
              ${isOn && html`<span aria-hidden="true">✓ </span>`}${office.nameOf(board)}
            </button>`;
          })}
      </div>`}
    <h3>${t("Instead of {station}, for good", { station: office.nameOf(display.board) })}</h3>
    <div class="presets">
      ${others.map(
        (board) => html`<${Press} key=${board} onPress=${() => move(board)}>
          ${t("Only {station} from now on", { station: office.nameOf(board) })}
        <//>`,
      )}
    </div>
  <//>`;
}
