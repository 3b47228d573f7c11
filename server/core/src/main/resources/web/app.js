// Offline library; a form is sent once.
// The one address that this page may turn into a script.
const scripts = "trustedTypes" in window
  ? trustedTypes.createPolicy("tap2", { createScriptURL: (url) => { if (url !== "/sw.js") throw new TypeError(url); return url; } })
  : { createScriptURL: (url) => url };
if ("serviceWorker" in navigator) navigator.serviceWorker.register(scripts.createScriptURL("/sw.js"));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "pay" || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  // Whoever waits sees that work goes on, and where.
  const pressed = event.submitter;
  if (pressed) pressed.setAttribute("aria-busy", "true");
  addEventListener(
    "pageshow",
    () => {
      delete form.dataset.sent;
      if (pressed) pressed.removeAttribute("aria-busy");
    },
    { once: true },
  );
  if (form.action.endsWith("/logout")) {
    event.preventDefault();
    Promise.race([forget(), new Promise((done) => setTimeout(done, 1500))])
      .catch(() => {})
      .then(() => form.submit());
  }
});
// Whoever uses this device next sees neither the library kept here nor the last person's notices.
async function forget() {
  if ("caches" in window) await Promise.all(["tap2-mine", "tap2-files"].map((name) => caches.delete(name)));
  const worker = "serviceWorker" in navigator && (await navigator.serviceWorker.getRegistration());
  const push = worker && worker.pushManager && (await worker.pushManager.getSubscription());
  if (push) await push.unsubscribe();
}
if (location.hash.startsWith("#l-")) {
  const l = document.getElementById(location.hash.slice(1));
  if (l) l.open = true;
}
