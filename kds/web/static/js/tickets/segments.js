/** How many SMS a text is; the same rules as kds/texting/segments.py. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

/** @returns {{sms: number, units: number, isUnicode: boolean}} no character is cut in two */
export function size(words) {
  const characters = [...words];
  const isUnicode = characters.some((one) => !BASIC.has(one) && !EXTENDED.has(one));
  const units = characters.map((one) => (isUnicode ? one.length : EXTENDED.has(one) ? 2 : 1));
  const total = units.reduce((sum, one) => sum + one, 0);
  const [alone, joined] = isUnicode ? [70, 67] : [160, 153];
  return { sms: total <= alone ? 1 : packed(units, joined), units: total, isUnicode };
}

function packed(units, room) {
  let count = 1;
  let used = 0;
  for (const one of units) {
    if (used + one > room) [count, used] = [count + 1, 0];
    used += one;
  }
  return count;
}
