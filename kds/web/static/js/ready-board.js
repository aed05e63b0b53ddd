/** The page of the ready board: which numbers customers wait for, on a television. */
import { render } from "preact";
import { Connection } from "./connection.js";
import { cameFrom, forgetBoard } from "./device.js";
import { html } from "./html.js";
import { stayAwake } from "./ready-board/awake.js";
import { ReadyBoard } from "./ready-board/board.js";
import { Identify } from "./screen/identify.js";
import { settings } from "./screen/settings.js";
import { showBoardsToTests } from "./seen.js";
import { sound } from "./sound.js";

const { restaurant, keepReadyMin } = document.body.dataset;
// Customers read this: of the kitchen's board that it showed before, nothing stays.
const was = cameFrom();
if (was !== null) forgetBoard(was);
const connection = new Connection(["ready-board"]);
const place = document.getElementById("board");

showBoardsToTests(connection);
settings.follow(connection);
stayAwake();
sound.prepare();
place.replaceChildren();
render(
  html`<${ReadyBoard}
      connection=${connection}
      restaurant=${restaurant}
      keepReadyMs=${Number(keepReadyMin) * 60_000}
    />
    <${Identify} connection=${connection} reload=${() => location.reload()} />`,
  place,
);
