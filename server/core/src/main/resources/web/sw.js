// Keeps the app's parts and the fan's library pages for when there is no network.
const SHELL = "tap2-shell-5",
  MINE = "tap2-mine",
  SEEN = "tap2-seen",
  FILES = "tap2-files",
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
      .then((keys) => Promise.all(keys.filter((k) => k !== SHELL && k !== MINE && k !== SEEN && k !== FILES).map((k) => caches.delete(k))))
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
  if (/^\/library\/[0-9a-f-]{36}\/files\/[0-9a-f-]{36}$/.test(url.pathname) && !url.searchParams.has("keep")) {
    e.respondWith(file(e.request, url));
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
              e.waitUntil(picture(e.request, copy));
            }
            return r;
          }),
      ),
    );
  else if (e.request.mode === "navigate")
    e.respondWith(
      fetch(e.request)
        .then(async (r) => {
          await whose(r.headers.get("X-Tap2-Account"));
          if (mine && r.ok && !r.redirected) {
            const copy = r.clone();
            caches.open(MINE).then((c) => c.put(e.request, copy));
          }
          return r;
        })
        .catch(() => caches.match(e.request).then((hit) => hit || caches.match("/offline"))),
    );
});
self.addEventListener("push", (e) => {
  let n = {};
  try {
    n = e.data ? e.data.json() : {};
  } catch {
    n = {};
  }
  // Browsers require that every push shows something.
  e.waitUntil(
    self.registration.showNotification(n.title || "Tap2", {
      body: n.text || "",
      icon: "/icon-192.png",
      badge: "/icon-192.png",
      tag: n.id || "tap2",
      data: n.id ? "/notices/" + n.id : "/notices",
    }),
  );
});
self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  const url = new URL(e.notification.data || "/notices", location.origin).href;
  e.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then(async (open) => {
      const tab = open.find((w) => w.url === url) || open.find((w) => "navigate" in w);
      if (!tab) return self.clients.openWindow(url);
      await tab.focus();
      return tab.url === url ? tab : tab.navigate(url).catch(() => self.clients.openWindow(url));
    }),
  );
});

// Pictures seen on the way are kept for a while: the oldest go when there are too many, also for guests.
const PICTURES = 150;
async function picture(request, response) {
  const cache = await caches.open(SEEN);
  await cache.put(request, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - PICTURES)).map((k) => cache.delete(k)));
}

// What is kept belongs to one account. When another one appears, what the first one kept goes.
async function whose(account) {
  if (!account) return;
  const cache = await caches.open(MINE);
  const known = await cache.match("/account");
  if (known && (await known.text()) === account) return;
  await Promise.all((known ? [MINE, FILES] : [MINE]).map((name) => caches.delete(name)));
  await (await caches.open(MINE)).put("/account", new Response(account));
}

// A file that the fan keeps on this device; players ask for parts of it.
async function file(request, url) {
  const kept = await caches.open(FILES).then((c) => c.match(url.pathname));
  if (!kept) return fetch(request);
  const headers = new Headers(kept.headers);
  if (url.searchParams.has("show")) headers.set("Content-Disposition", "inline");
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") || "");
  if (!range || !(range[1] || range[2])) return new Response(kept.body, { headers });
  const all = await kept.blob();
  const start = range[1] ? +range[1] : Math.max(0, all.size - range[2]);
  const end = range[1] && range[2] ? Math.min(+range[2], all.size - 1) : all.size - 1;
  if (start > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${all.size}` } });
  headers.set("Content-Range", `bytes ${start}-${end}/${all.size}`);
  headers.set("Content-Length", end - start + 1);
  return new Response(all.slice(start, end + 1), { status: 206, headers });
}
