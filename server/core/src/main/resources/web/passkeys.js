// Passkeys: makes one in the settings, uses one to sign in, and uses one wherever a code is asked for.
const able = "PublicKeyCredential" in window && PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

async function api(path, body, csrf) {
  const answer = await fetch("/api/v1/auth/passkeys" + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (answer.ok) return json.data;
  throw Object.assign(new Error(json.error.message), { code: json.error.code, told: true });
}

async function use(button, challenge, more) {
  const options = await api("/request-options", challenge ? { challenge } : {}, button.dataset.csrf);
  const answer = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    ...more,
  });
  return JSON.stringify(answer);
}

const actions = {
  // Signs in with the passkey alone.
  async "sign-in"(button, form) {
    form.elements.credential.value = await use(button);
    form.submit();
  },
  // Answers a field for a code.
  async code(button, form) {
    const { code, challenge } = form.elements;
    const answer = await use(button, challenge && challenge.value);
    code.value = answer;
    code.type = "hidden";
    if (form.reportValidity()) form.requestSubmit();
    else { code.type = "text"; code.value = ""; }
  },
  async create(button, form, state) {
    const options = await api("/creation-options", {}, button.dataset.csrf).catch((e) => {
      if (e.code !== "step_up_required") throw e;
      location.assign("/step-up?next=" + encodeURIComponent("/settings#passkeys"));
      return null;
    });
    if (!options) return;
    const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    const added = await api("", { name: form.elements.name.value, credential: JSON.stringify(made) }, button.dataset.csrf);
    if (!added.backupCodes.length) return location.assign("/settings?saved=1#passkeys");
    state.textContent = button.dataset.codes;
    const list = form.querySelector("ul");
    for (const one of added.backupCodes) {
      const code = document.createElement("code");
      code.textContent = one;
      list.appendChild(document.createElement("li")).appendChild(code);
    }
    list.hidden = false;
    form.querySelector("a").hidden = false;
    for (const part of form.querySelectorAll("label, button")) part.hidden = true;
  },
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  const box = button.closest("[data-passkey-box]");
  if (!able) {
    if (box && box.dataset.passkeyBox === "told") box.querySelector("[role=status]").textContent = button.dataset.unable;
    continue;
  }
  const state = box.querySelector("[role=status]");
  const form = button.closest("form");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.dataset.passkey === "create" && !form.reportValidity()) return;
    button.disabled = true;
    state.textContent = "";
    try {
      await actions[button.dataset.passkey](button, form, state);
    } catch (e) {
      // Closing the browser's window is no fault; a host without passkeys and the like is told in the server's words.
      state.textContent = e.told ? e.message : e.name === "InvalidStateError" ? button.dataset.known : button.dataset.failed;
    }
    button.disabled = false;
  });
}
