/** Keeps the last board on the device, so that a reload while the server is away still shows it. */
import { emptyBoard } from "./board.js";
import { keep, kept } from "./device.js";

const KEEP_EVERY_MS = 5000;

/** Keep what `connection` shows under the name of its first board, when the browser has time. */
export function keepLastBoard(connection, name) {
  let timer = null;
  const write = () => {
    timer = null;
    if (connection.revoked || connection.link.restored || connection.link.heardTime === null) return;
    keep(`board ${name}`, {
      heard: connection.link.heardTime,
      boards: [...connection.boards].map(([own, board]) => [own, views(board)]),
    });
  };
  const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(write);
  connection.changed.add(() => (timer ??= setTimeout(whenIdle, KEEP_EVERY_MS)));
  addEventListener("pagehide", write);
}

/** @returns {{heard: string, boards: Map<string, any>} | null} the board that was kept last */
export function lastBoard(name) {
  const last = kept(`board ${name}`);
  if (!Array.isArray(last?.boards)) return null;
  return { heard: last.heard, boards: new Map(last.boards.map(([own, told]) => [own, board(told)])) };
}

function views({ tickets, recent }) {
  return { tickets: [...tickets.values()], recent: [...recent.values()] };
}

/** A board without a cursor: the server's first answer takes its place. */
function board({ tickets, recent }) {
  const byId = (list) => new Map(list.map((view) => [view.order_id, view]));
  return { ...emptyBoard(), tickets: byId(tickets), recent: byId(recent) };
}
