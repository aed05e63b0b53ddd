/**
 * Where tickets stand: pure. One after the other down a column; what does not fit any more stands on
 * top of the next one, and what is higher than a column goes on in the columns after it.
 *
 * @typedef {{columns: number, height: number}} Size how many columns a ticket takes, and how high it
 *   is in the last of them, in pixels
 * @typedef {{column: number, last: number, top: number}} Place the columns that a ticket begins and
 *   ends in, counted from 0 over all pages, and how far below the top it begins
 * @typedef {{first: number, last: number, several: boolean}} Span the pages that a ticket stands on,
 *   and whether it stands in several columns
 */

/** Halves of a pixel are lost in rounding, and push nothing into another column. */
const ROUNDING = 0.5;

/**
 * @param {Size[]} sizes from the first ticket to the last
 * @param {{height: number, gap: number}} room of a column, and between two tickets, in pixels
 * @returns {Place[]}
 */
export function pack(sizes, { height, gap }) {
  let [column, top] = [0, 0];
  return sizes.map((size) => {
    const fits = size.columns === 1 && top + size.height <= height + ROUNDING;
    if (top > 0 && !fits) [column, top] = [column + 1, 0];
    const place = { column, top, last: column + size.columns - 1 };
    column = place.last;
    top += size.height + gap;
    return place;
  });
}

/** @param {Place} place @param {number} perPage columns of a page @returns {Span} */
export function spanOf({ column, last }, perPage) {
  const [first, end] = [column, last].map((one) => Math.floor(one / perPage));
  return { first, last: end, several: last > column };
}
