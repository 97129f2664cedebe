// Keeps the door's page for when there is no connection, until the time that the page itself names.
// Served as /door/worker.js, so that it sees pages below /door/ and no others.

const KEPT = "door";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isOver = (answer) => Date.now() > Date.parse(answer.headers.get("X-Door-Until") ?? 0);
const key = (url) => new URL(url, self.location.href).pathname;

// Only the page itself is kept: a redirect or a refusal says that it is no longer open here.
const keepPage = async (path, answer) => {
  const cache = await caches.open(KEPT);
  if (answer.ok && !answer.redirected && answer.headers.has("X-Door-Until")) await cache.put(path, answer);
  else if (answer.status < 500) await cache.delete(path);
};

self.addEventListener("message", (event) => {
  const { page, files } = event.data;
  event.waitUntil((async () => {
    const cache = await caches.open(KEPT);
    try {
      await Promise.all(files.map(async (file) => (await cache.match(file)) ?? cache.add(file)));
      await keepPage(page, await fetch(page, { cache: "no-store" }));
    } catch {
      // No connection: what was kept before stays.
    }
    if (await cache.match(page)) event.source.postMessage("kept");
  })());
});

const fresh = async (request) => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
};

const page = async (request) => {
  const path = key(request.url);
  try {
    const answer = await fresh(request);
    // A search without script is another view of the same page, and does not replace it.
    if (!new URL(request.url).search) await keepPage(path, answer.clone());
    return answer;
  } catch (error) {
    const cache = await caches.open(KEPT);
    const kept = await cache.match(path);
    if (kept && !isOver(kept)) return kept;
    if (kept) await cache.delete(path);
    throw error;
  }
};

const file = async (request) => (await (await caches.open(KEPT)).match(request)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});
