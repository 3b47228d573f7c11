// Offline library; a form is sent once.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js");
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "pay" || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  if (form.action.endsWith("/logout") && "caches" in window) caches.delete("tap2-mine");
});
if (location.hash.startsWith("#l-")) {
  const l = document.getElementById(location.hash.slice(1));
  if (l) l.open = true;
}
