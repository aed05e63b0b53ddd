/** One way to ask the till; every failure has a message for people. */

/** Nobody is signed in (any more). */
export class SignedOut extends Error {}

/** The till said no; `problems` names each wrong field of an order. */
export class SaidNo extends Error {
  constructor(message, problems) {
    super(message);
    this.problems = problems;
  }
}

/** Ask and return the answer; a till that does not answer is an Error like any other. */
export async function ask(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers }, signal: AbortSignal.timeout(15000) };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, options).catch(() => {
    throw new Error("The till does not answer. Check that it runs, then try again.");
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const message = said.detail ?? `The till answered with an error (${answer.status}).`;
  if (answer.status === 401 && path !== "/sign-in") throw new SignedOut(message);
  throw new SaidNo(message, said.problems ?? []);
}
