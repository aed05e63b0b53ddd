/**
 * How large numbers can be in a box, and how many of them fit.
 *
 * @typedef {{count: number, width: number, height: number, wide: number, high: number,
 *            least: number, most: number}} Wish `wide` and `high`: a cell, in sizes of its letters;
 *            `least` and `most`: the smallest and the largest letters
 * @param {Wish} wish
 * @returns {{size: number, columns: number, shown: number}} what is not shown needs a cell for "+3"
 */
export function fit({ count, width, height, wide, high, least, most }) {
  let best = { size: 0, columns: 1 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.min(width / (columns * wide), height / (Math.max(1, rows) * high), most);
    if (size > best.size) best = { size, columns };
  }
  if (best.size >= least) return { ...best, shown: count };
  // A number that is too long for its column is still shown whole, only smaller.
  const size = Math.min(least, width / wide);
  const columns = Math.max(1, Math.floor(width / (wide * size)));
  const cells = columns * Math.max(1, Math.floor(height / (high * size)));
  return { size, columns, shown: cells < count ? cells - 1 : count };
}
