/** Doing something with an order: once, and only with the order that was shown. */
import { ask } from "../ask.js";
import { once } from "../attempts.js";
import { refresh } from "../poll.js";
import { hearOne } from "./known.js";

const TRIES = 4;

/** Ask for one order as it stands now. */
export async function lookUp(orderId) {
  const order = await ask("GET", address(orderId));
  hearOne(order);
  return order;
}

/**
 * Do it with an order as it was shown: not if the till has changed it since. What the kitchen
 * does meanwhile changes the tag as well and is no reason to refuse.
 * @returns the order that came of it
 */
export async function doDeed(shown, deed, body = {}) {
  const { order_id: orderId, order } = shown;
  try {
    const content = [orderId, order.revision, deed, body];
    const done = await once(content, (key) => post(shown, deed, body, key));
    hearOne(done);
    return done;
  } finally {
    refresh();
  }
}

/** Send again what was not sent; that changes nothing of the order. */
export async function sendAgain(orderId) {
  await ask("POST", `${address(orderId)}/send-again`, {});
  await refresh();
}

async function post({ order_id: orderId, order, tag }, deed, body, key) {
  let ifMatch = tag;
  for (let tried = 1; ; tried += 1) {
    const headers = { "Idempotency-Key": key, "If-Match": `"${ifMatch}"` };
    try {
      return await ask("POST", `${address(orderId)}/${deed}`, body, headers);
    } catch (error) {
      if (error.code !== "stale" || tried === TRIES) throw error;
      const now = await lookUp(orderId);
      if (now.order.revision !== order.revision) throw error;
      ifMatch = now.tag;
    }
  }
}

function address(orderId) {
  return `/api/v1/orders/${encodeURIComponent(orderId)}`;
}
