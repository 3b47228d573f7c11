// Files of the library that the fan keeps on this device, whole and for as long as they wish.
const box = document.getElementById("keep");
if (box && "caches" in window && "serviceWorker" in navigator) {
  const FILES = "tap2-files";
  const button = box.querySelector("button");
  const state = box.querySelector("[role=status]");
  const urls = box.dataset.urls.split(" ");
  const { keep, drop, kept, busy, failed } = box.dataset;

  async function isKept() {
    const cache = await caches.open(FILES);
    const found = await Promise.all(urls.map((u) => cache.match(u)));
    return found.every(Boolean);
  }

  async function show(text) {
    const all = await isKept();
    button.textContent = all ? drop : keep;
    state.textContent = text || (all ? kept : "");
  }

  // The progress is told on the way; a file that arrives short is not kept.
  async function fetchInto(cache, url, done) {
    const answer = await fetch(url + "?keep=1");
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const size = +answer.headers.get("Content-Length");
    const parts = [];
    let got = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const part = await reader.read();
      if (part.done) break;
      parts.push(part.value);
      got += part.value.length;
      done(size ? got / size : 0);
    }
    if (size && got !== size) throw new Error("short");
    await cache.put(url, new Response(new Blob(parts), { headers: answer.headers }));
  }

  async function keepAll() {
    const cache = await caches.open(FILES);
    if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
    for (let i = 0; i < urls.length; i++)
      await fetchInto(cache, urls[i], (part) => {
        state.textContent = busy.replace("#", Math.floor(((i + part) / urls.length) * 100));
      });
    // The page itself belongs to it.
    await fetch(location.pathname).then(async (r) => r.ok && (await caches.open("tap2-mine")).put(location.pathname, r));
  }

  async function dropAll() {
    const cache = await caches.open(FILES);
    await Promise.all(urls.map((u) => cache.delete(u)));
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    let problem = "";
    try {
      await ((await isKept()) ? dropAll() : keepAll());
    } catch {
      problem = failed;
      await dropAll();
    }
    await show(problem);
    button.disabled = false;
  });
  box.hidden = false;
  show();
}
