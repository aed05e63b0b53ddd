/**
 * What is tried again after a lost answer carries the same key: it is done once, not twice. The
 * keys outlive a reload of the page, for that is what people do when nothing answers.
 */
import { newKey } from "./ask.js";

const NAME = "kds-attempts";

/**
 * Do something that must not be done twice.
 * @param content what makes this attempt the same as an earlier one
 * @param work gets the key
 */
export async function once(content, work) {
  const name = JSON.stringify(content);
  const key = kept()[name] ?? newKey();
  keep({ ...kept(), [name]: key });
  try {
    const done = await work(key);
    drop(name);
    return done;
  } catch (error) {
    if (error.isCertain) drop(name);
    throw error;
  }
}

/** Forget what was tried: somebody signs out. */
export function forgetAttempts() {
  sessionStorage.removeItem(NAME);
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

function keep(keys) {
  sessionStorage.setItem(NAME, JSON.stringify(keys));
}

function drop(name) {
  const { [name]: _, ...others } = kept();
  keep(others);
}
