/**
 * What the lines of a ticket read as for a cook: equal ones combined, courses under headings, what
 * was added last. Pure. Lines that differ only by their seat are one row, which lists the seats.
 *
 * @typedef {{line_id: string, product: string, quantity: number, modifiers?: string[],
 *   allergens?: string[], seat?: number, course?: number, note?: string, unrouted?: boolean,
 *   station?: string, mark?: "added" | "removed" | "made", struck?: boolean, later?: boolean}} Line
 * @typedef {Line & {key: string, line_ids: string[], seats: {seat: number, quantity: number}[],
 *   was?: boolean}} Row `was`: how the line after it read before
 * @typedef {{course: number | null, later: boolean, rows: Row[]}} Course
 */

/**
 * @param {Line[]} lines @param {string | null} [stopped] why nothing of them is to be made
 * @returns {{courses: Course[], added: Row[]}} `added` has each altered line as it was, then as it is
 */
export function arranged(lines, stopped = null) {
  const added = stopped ? [] : lines.filter((line) => line.mark === "added");
  const altered = new Set(added.map(idOf));
  const replaced = lines.filter((line) => line.mark === "removed" && altered.has(idOf(line)));
  const before = new Map(replaced.map((line) => [idOf(line), line]));
  const others = lines.filter((line) => !added.includes(line) && !replaced.includes(line));
  const pairs = added.filter((line) => before.has(idOf(line)));
  const newly = added.filter((line) => !before.has(idOf(line)));
  return {
    courses: byCourse(others),
    added: [...pairs.flatMap((line) => [{ ...row([before.get(idOf(line))]), was: true }, row([line])]), ...combined(newly)],
  };
}

/** @returns {Row[]} lines that read the same as one, where the first of them stands */
export function combined(lines) {
  const groups = new Map();
  for (const line of lines) {
    const key = readingOf(line);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map(row);
}

function byCourse(lines) {
  const courses = new Map();
  for (const line of lines) {
    const course = line.course ?? null;
    courses.set(course, [...(courses.get(course) ?? []), line]);
  }
  // What belongs to no course is made at once, so it comes first.
  return [...courses]
    .sort(([a], [b]) => (a ?? -1) - (b ?? -1))
    .map(([course, each]) => ({
      course,
      later: course !== null && each.every((line) => line.later),
      rows: combined(each),
    }));
}

/** Everything that a cook would read differently; the sequence of modifiers makes no difference. */
function readingOf(line) {
  return JSON.stringify([
    line.product,
    [...(line.modifiers ?? [])].sort(),
    [...(line.allergens ?? [])].sort(),
    line.note ?? "",
    line.course ?? null,
    line.seat == null,
    line.mark ?? "",
    Boolean(line.struck),
    Boolean(line.later),
    Boolean(line.unrouted),
    line.station ?? "",
  ]);
}

function row(lines) {
  const seats = new Map();
  for (const { seat, quantity } of lines) {
    if (seat != null) seats.set(seat, (seats.get(seat) ?? 0) + quantity);
  }
  const [first] = lines;
  return {
    ...first,
    // A line that was altered is there twice: as it was, and as it is.
    key: `${idOf(first)} ${first.mark === "removed" ? first.mark : ""}`,
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    line_ids: lines.map((line) => line.line_id),
    seats: [...seats].sort(([a], [b]) => a - b).map(([seat, quantity]) => ({ seat, quantity })),
  };
}

function idOf({ line_id, station = "" }) {
  return `${line_id} ${station}`;
}
