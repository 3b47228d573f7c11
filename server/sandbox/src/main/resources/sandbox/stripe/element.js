// The framed card form. It confirms by itself, so card details never reach the shop's page.
(() => {
  "use strict";
  const query = new URLSearchParams(location.search);
  const key = query.get("key");
  const form = document.getElementById("card");
  const fields = ["number", "expiry", "cvc"].map((name) => form.elements.namedItem(name));
  const [number, expiry, cvc] = fields;
  let parentOrigin = "*";

  const post = (message) =>
    window.parent.postMessage({ source: "sandbox-stripe", frame: query.get("frame"), ...message }, parentOrigin);
  const size = () => post({ type: "size", height: form.getBoundingClientRect().height + 8 });
  const luhn = (digits) =>
    [...digits].reverse().reduce((sum, d, i) => {
      const n = Number(d) * (i % 2 ? 2 : 1);
      return sum + (n > 9 ? n - 9 : n);
    }, 0) % 10 === 0;
  const plain = (input) => input.value.replace(/[^0-9]/g, "");
  const valid = {
    number: () => /^[0-9]{12,19}$/.test(plain(number)) && luhn(plain(number)),
    expiry: () => /^(0?[1-9]|1[0-2])\s*\/\s*([0-9]{2}|20[0-9]{2})$/.test(expiry.value.trim()),
    cvc: () => /^[0-9]{3,4}$/.test(cvc.value.trim()),
  };

  function show(input, text) {
    document.getElementById("e-" + input.name).textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    size();
  }
  function check(input) {
    const good = valid[input.name]();
    show(input, good ? "" : form.dataset["error" + input.name[0].toUpperCase() + input.name.slice(1)]);
    return good;
  }
  const complete = () => Object.values(valid).every((test) => test());
  const change = () =>
    post({ type: "change", complete: complete(), empty: fields.every((f) => f.value === "") });

  number.addEventListener("input", () => {
    number.value = plain(number).slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
  });
  expiry.addEventListener("input", () => {
    const digits = plain(expiry).slice(0, 6);
    if (digits.length > 2 && !expiry.value.includes("/")) expiry.value = digits.slice(0, 2) + " / " + digits.slice(2);
  });
  fields.forEach((input) => {
    input.addEventListener("input", () => {
      if (input.getAttribute("aria-invalid")) check(input);
      change();
    });
    input.addEventListener("blur", () => input.value && check(input));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    post({ type: "submit" });
  });

  async function call(path, values) {
    const body = new URLSearchParams(values);
    const response = await fetch(path, {
      method: "POST",
      headers: { Authorization: "Bearer " + key, "Content-Type": "application/x-www-form-urlencoded" },
      body,
    });
    return response.json();
  }
  function card() {
    const [month, year] = expiry.value.split("/").map((part) => part.trim());
    return {
      "payment_method_data[type]": "card",
      "payment_method_data[card][number]": plain(number),
      "payment_method_data[card][exp_month]": month,
      "payment_method_data[card][exp_year]": year,
      "payment_method_data[card][cvc]": cvc.value.trim(),
    };
  }
  function billing(details) {
    const values = {};
    for (const name of ["name", "email", "phone"]) {
      if (details && details[name]) values[`payment_method_data[billing_details][${name}]`] = details[name];
    }
    return values;
  }

  window.addEventListener("message", async (event) => {
    const message = event.data || {};
    if (event.source !== window.parent || message.source !== "sandbox-stripe-host") return;
    parentOrigin = event.origin;
    if (message.type === "validate" || message.type === "confirm") {
      const wrong = fields.filter((input) => !check(input));
      if (wrong.length) {
        wrong[0].focus();
        post({
          type: "result",
          call: message.call,
          result: { error: { type: "validation_error", code: "incomplete_" + wrong[0].name,
            message: document.getElementById("e-" + wrong[0].name).textContent } },
        });
        return;
      }
      if (message.type === "validate") {
        post({ type: "result", call: message.call, result: {} });
        return;
      }
      const kind = message.kind === "setup" ? "setup_intents" : "payment_intents";
      const id = message.clientSecret.split("_secret_")[0];
      try {
        const values = { client_secret: message.clientSecret, use_stripe_sdk: "true", ...card(), ...billing(message.billingDetails) };
        if (message.receiptEmail) values.receipt_email = message.receiptEmail;
        if (message.returnUrl && message.redirect === "always") values.return_url = message.returnUrl;
        const reply = await call(`/v1/${kind}/${id}/confirm`, values);
        post({ type: "result", call: message.call, result: reply.error ? { error: reply.error } : { intent: reply } });
      } catch (e) {
        post({ type: "result", call: message.call,
          result: { error: { type: "api_connection_error", message: String(e) } } });
      }
    } else if (message.type === "focus") {
      number.focus();
    } else if (message.type === "clear") {
      form.reset();
    } else if (message.type === "hello") {
      post({ type: "ready" });
      size();
    }
  });
  new ResizeObserver(size).observe(form);
  post({ type: "loaded" });
})();
