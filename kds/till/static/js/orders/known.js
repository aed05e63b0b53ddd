/** The orders as heard last, and who wants to know when one changes. */
const orders = new Map();
const watchers = new Set();
let sequence = [];

/** Take the till's list; an order is never taken back to an older revision than is known. */
export function hearAll(listed) {
  const before = new Map(orders);
  orders.clear();
  for (const each of listed) orders.set(each.order_id, newer(before.get(each.order_id), each));
  sequence = listed.map((each) => each.order_id);
  tell();
}

/** Take one order, as it was answered to what was done with it. */
export function hearOne(order) {
  if (!orders.has(order.order_id)) sequence = [order.order_id, ...sequence];
  orders.set(order.order_id, newer(orders.get(order.order_id), order));
  tell();
}

/** Forget everything: nobody is signed in. */
export function forgetAll() {
  orders.clear();
  sequence = [];
  tell();
}

/** @returns {object[]} every order, in the till's sequence */
export function allOrders() {
  return sequence.map((orderId) => orders.get(orderId));
}

/** @returns {object | undefined} one order as it stands */
export function orderOf(orderId) {
  return orders.get(orderId);
}

/** Call `watcher` after each change. @returns what ends that */
export function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function newer(known, told) {
  return known && known.order.revision > told.order.revision ? known : told;
}

function tell() {
  for (const watcher of [...watchers]) watcher();
}
