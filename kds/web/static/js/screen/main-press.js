/**
 * What the large button of a part does: pure. While courses remain later it strikes the course that
 * is being cooked, so that nobody marks with one press what no guest wants yet.
 *
 * @typedef {{does: "fire" | "ready"} | {does: "course", course: number, line_ids: string[]} |
 *   {does: "wait", course: number}} MainPress `wait`: nothing of a fired course is left here
 */

/** Marks of lines that nobody makes (any more). */
const NOT_OWED = new Set(["removed", "made"]);

/**
 * @param {import("./combine.js").Line[]} lines those of the part
 * @param {{held: boolean, next_course?: number}} facts
 * @returns {MainPress}
 */
export function mainPress(lines, { held, next_course }) {
  if (held) return { does: "fire" };
  const open = lines.filter(isOpen);
  if (!hasLater(open) || next_course == null) return { does: "ready" };
  const now = open.filter((line) => !line.later && line.course != null);
  if (now.length === 0) return { does: "wait", course: next_course };
  const course = Math.min(...now.map((line) => line.course));
  const line_ids = now.filter((line) => line.course === course).map((line) => line.line_id);
  return { does: "course", course, line_ids };
}

/** @returns {boolean} whether some of the lines wait for their course */
export function hasLater(lines) {
  return lines.some((line) => line.later && isOpen(line));
}

/** @returns {boolean} whether all that is left of the lines waits for its course */
export function isAllLater(lines) {
  const open = lines.filter(isOpen);
  return open.length > 0 && open.every((line) => line.later);
}

function isOpen(line) {
  return !line.struck && !NOT_OWED.has(line.mark);
}
