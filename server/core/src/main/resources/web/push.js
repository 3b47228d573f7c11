// Notices on this device: asks the browser for a push subscription and hands it to the server, or takes it back.
const box = document.getElementById("device");
if (box && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const button = box.querySelector("button");
  const state = box.querySelector("[role=status]");
  const { url, key, csrf, on, off, isOn, isOff, denied, failed } = box.dataset;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const tell = (method, body) =>
    fetch(url, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      body: JSON.stringify(body),
    }).then((r) => {
      if (!r.ok) throw new Error(r.status);
    });
  const save = (s) => {
    const { endpoint, keys } = s.toJSON();
    return tell("POST", { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
  };
  const show = (subscribed, text) => {
    const blocked = Notification.permission === "denied";
    button.hidden = blocked;
    button.textContent = subscribed ? off : on;
    button.setAttribute("aria-pressed", String(subscribed));
    state.textContent = text || (blocked ? denied : subscribed ? isOn : isOff);
  };
  const find = async () => (await navigator.serviceWorker.ready).pushManager.getSubscription();

  async function subscribe() {
    if ((await Notification.requestPermission()) !== "granted") return show(false);
    const worker = await navigator.serviceWorker.ready;
    const s = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    try {
      await save(s);
    } catch (e) {
      await s.unsubscribe();
      throw e;
    }
    show(true);
  }

  async function unsubscribe(s) {
    await tell("DELETE", { endpoint: s.endpoint });
    await s.unsubscribe();
    show(false);
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const s = await find();
      await (s ? unsubscribe(s) : subscribe());
    } catch {
      show(!!(await find()), failed);
    }
    button.disabled = false;
  });
  box.hidden = false;
  show(false);
  // The browser may have renewed its subscription, or somebody else signed in here: the server keeps what is true now.
  // One that was made for another key of the server's is refused by its service for ever, so it is made anew.
  const foreign = (s) => {
    const made = s.options && s.options.applicationServerKey;
    if (!made) return false;
    const [a, b] = [new Uint8Array(made), bytes(key)];
    return a.length !== b.length || a.some((v, i) => v !== b[i]);
  };
  find().then(async (s) => {
    if (s && foreign(s)) {
      await s.unsubscribe().catch(() => {});
      if (Notification.permission === "granted") await subscribe().catch(() => show(false, failed));
      return;
    }
    if (s) await save(s).catch(() => {});
    show(!!s);
  });
}
