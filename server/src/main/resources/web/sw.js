// Keeps the app's parts and the fan's library pages for when there is no network.
const SHELL = "tap2-shell-3",
  MINE = "tap2-mine",
  ASSETS = __ASSETS__;
self.addEventListener("install", (e) =>
  e.waitUntil(
    caches
      .open(SHELL)
      .then((c) => c.addAll([...ASSETS, "/offline"]))
      .then(() => self.skipWaiting()),
  ),
);
self.addEventListener("activate", (e) =>
  e.waitUntil(
    caches
      .keys()
      .then((keys) => Promise.all(keys.filter((k) => k !== SHELL && k !== MINE).map((k) => caches.delete(k))))
      .then(() => self.clients.claim()),
  ),
);
self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    e.respondWith(caches.match(e.request).then((hit) => hit || fetch(e.request)));
    return;
  }
  const keep = url.pathname.startsWith("/img/") || url.pathname.startsWith("/theme/");
  const mine = /^\/(library(\/[0-9a-f-]{36})?|history|receipts\/[0-9a-f-]{36})$/.test(url.pathname);
  if (keep)
    e.respondWith(
      caches.match(e.request).then(
        (hit) =>
          hit ||
          fetch(e.request).then((r) => {
            if (r.ok) {
              const copy = r.clone();
              caches.open(MINE).then((c) => c.put(e.request, copy));
            }
            return r;
          }),
      ),
    );
  else if (e.request.mode === "navigate")
    e.respondWith(
      fetch(e.request)
        .then((r) => {
          if (mine && r.ok && !r.redirected) {
            const copy = r.clone();
            caches.open(MINE).then((c) => c.put(e.request, copy));
          }
          return r;
        })
        .catch(() => caches.match(e.request).then((hit) => hit || caches.match("/offline"))),
    );
});
