/** What cooks ask for on a ticket, whatever they press it with. */
import { act } from "../act.js";

/**
 * @param {any} view @param {any} screen
 * @returns what can be asked for; each answers whether it was done. A part is named by its station;
 *   `whenDone` is told once it is done, also when the press had to wait
 */
export function working(view, screen) {
  const { order_id, version } = view;
  const ask = (command, fields, whenDone) =>
    act(screen.connection, { command, order_id, version, ...fields }, whenDone);
  return {
    start: (station) => ask("StartPart", { station }),
    notStarted: (station) => ask("StartPart", { station, started: false }),
    ready: (station, whenDone) => ask("MarkPartReady", { station }, whenDone),
    recall: (station) => ask("RecallPart", { station }),
    strike: (station, line_ids, struck) => ask("StrikeLines", { station, line_ids, struck }),
    hold: (station) => ask("HoldPart", { station }),
    fire: (station) => ask("FirePart", { station }),
    fireCourse: (course) => ask("FireCourse", { course }),
    rush: (priority) => ask("SetPriority", { priority }),
    // Only at its own screen do a station's cooks know that it has gone.
    move: (station, to) => ask("MovePart", { station, to, seen: view.board === station }),
  };
}

/** @returns {any[]} the parts that are still to be made and that this ticket's board answers for */
export function owedParts(view) {
  if (view.stopped || view.board === "approvals") return [];
  return (view.parts ?? []).filter(
    (part) =>
      part.state !== "ready" &&
      !part.stopped &&
      part.delivery !== "settled" &&
      (view.board === "pass" || part.station === view.board),
  );
}

/** @returns {any[]} the lines of one part of a ticket */
export function linesOf(view, station) {
  return view.board === "pass" ? view.lines.filter((line) => line.station === station) : view.lines;
}

/** End every hold of a ticket; where there is none, put all of it on hold. @returns {Promise<boolean>} */
export async function holdOrFire(view, screen) {
  const parts = owedParts(view);
  const held = parts.filter((part) => part.held);
  const { hold, fire } = working(view, screen);
  const asked = held.length > 0 ? held.map(({ station }) => fire(station)) : parts.map(({ station }) => hold(station));
  return (await Promise.all(asked)).every(Boolean);
}
