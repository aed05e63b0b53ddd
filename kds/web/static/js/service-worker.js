/**
 * Holds the shell of the displays: their page, scripts, styles and words. The server is asked
 * first; what is kept is only given out while it does not answer. Nothing of any order is kept here.
 */
const CACHE = "kds-shell";
const ANSWER_WITHIN_MS = 4000;
/** Once it was silent, the rest of a page's files need not each wait as long. */
const AWAY_MS = 15_000;
const DISPLAY = /^\/display\/[A-Za-z0-9_-]+$/;
const FILES = /^\/(static|languages)\//;
let awayUntil = 0;
/** @type {any} the compiler takes this file for a page's */
const worker = self;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && DISPLAY.test(url.pathname);
  if (isPage || FILES.test(url.pathname)) event.respondWith(answer(event, isPage));
});

worker.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.shell)) event.waitUntil(keepShell(event.data.shell));
});

async function keepShell(addresses) {
  const cache = await caches.open(CACHE);
  const urls = addresses.map((address) => new URL(address));
  const own = urls.filter((url) => url.origin === self.location.origin);
  for (const { pathname } of own) {
    const isPage = DISPLAY.test(pathname);
    if (!isPage && !FILES.test(pathname)) continue;
    const fresh = await fetch(pathname, { headers: { "X-KDS": "1" } }).catch(() => null);
    if (fresh) await put(cache, pathname, fresh, isPage);
  }
}

async function answer(event, isPage) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const key = new URL(request.url).pathname;
  const old = await cache.match(key);
  if (old && Date.now() < awayUntil) return old;
  try {
    const fresh = await inTime(fetch(request), old);
    if (fresh.status >= 500 && old) return old;
    awayUntil = 0;
    event.waitUntil(put(cache, key, fresh.clone(), isPage));
    return fresh;
  } catch (error) {
    awayUntil = Date.now() + AWAY_MS;
    if (old) return old;
    throw error;
  }
}

/** Without anything kept there is no reason to give up. */
function inTime(answer, old) {
  if (!old) return answer;
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("silent")), ANSWER_WITHIN_MS));
  return Promise.race([answer, late]);
}

async function put(cache, key, fresh, isPage) {
  if (isPage) {
    // A page with a pairing code, another board's page, or none: this screen may not show the board
    // any more. A browser shows an error for a page that is kept although it led on.
    const isDisplay = fresh.ok && !fresh.redirected && /<body class="display/.test(await fresh.clone().text());
    if (!isDisplay) {
      if (fresh.status < 500) await cache.delete(key);
      return;
    }
  }
  if (fresh.ok) await cache.put(key, fresh);
}
