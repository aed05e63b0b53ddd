/** One way to ask the till; every failure has a message for people. */
import { t } from "/languages/language.js";

/** The event of the window when nobody is signed in (any more). */
export const SIGNED_OUT = "kds-signed-out";

/** Nobody is signed in (any more). */
export class SignedOut extends Error {}

/** The till said no; `problems` names each wrong field, `code` is for programs. */
export class SaidNo extends Error {
  constructor(status, { detail, problems = [], code = "" }) {
    super(detail ?? t("The till answered with an error ({status}).", { status }));
    this.problems = problems;
    this.code = code;
    /** Whether it is certain that nothing was done. */
    this.isCertain = status < 500;
  }
}

/** Ask and return what was said, {} where that has not changed; a till that does not answer is an Error like any other. */
export async function ask(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers }, signal: AbortSignal.timeout(15000) };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(path, options).catch(() => {
    throw new Error(t("The till does not answer. Check that it runs, then try again."));
  });
  const said = await response.json().catch(() => ({}));
  if (response.ok || response.status === 304) return said;
  if (response.status === 401 && path !== "/sign-in") {
    dispatchEvent(new Event(SIGNED_OUT));
    throw new SignedOut(said.detail);
  }
  throw new SaidNo(response.status, said);
}

/** Return a random key; crypto.randomUUID is missing on pages without TLS. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
