/** The way from a ticket to the till, where it is paid. */
const { tillUrl } = document.body.dataset;

/** @returns {string | null} where an order is paid at the till; null if nobody told where the till is */
export function payAddress(order_id) {
  return tillUrl ? `${tillUrl}#pay=${encodeURIComponent(order_id)}` : null;
}
