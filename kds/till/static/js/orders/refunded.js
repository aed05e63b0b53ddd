/** What is refunded of an order, piece by piece. */

/** @returns {{line: object, left: number}[]} each line of which something is left to refund */
export function leftLines({ lines, refunds = [] }) {
  const back = refundedPieces(refunds);
  const left = lines.map((line) => ({ line, left: line.quantity - (back.get(line.line_id) ?? 0) }));
  return left.filter((each) => each.left > 0);
}

/** @returns {Map<string, number>} how many pieces of each line are refunded */
export function refundedPieces(refunds = []) {
  const back = new Map();
  for (const { lines = [] } of refunds) {
    for (const { line_id: id, quantity } of lines) back.set(id, (back.get(id) ?? 0) + quantity);
  }
  return back;
}
