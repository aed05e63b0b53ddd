/**
 * Compare two stream ids ("milliseconds-sequence") as number pairs: "9-2" is before "10-0".
 * @param {string} a
 * @param {string} b
 * @returns {number} below, at or above zero
 */
export function compareIds(a, b) {
  const [ms1, seq1 = 0] = a.split("-").map(Number);
  const [ms2, seq2 = 0] = b.split("-").map(Number);
  return ms1 - ms2 || seq1 - seq2;
}
