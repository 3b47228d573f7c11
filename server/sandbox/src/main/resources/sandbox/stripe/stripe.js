// Sandbox stand-in for Stripe's browser script: the part of it that Tap2 Creators uses.
(() => {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;
  let serial = 0;

  function query(values) {
    return new URLSearchParams(Object.entries(values).filter(([, v]) => v !== undefined && v !== null)).toString();
  }
  function withResult(url, kind, intent) {
    const target = new URL(url, location.href);
    const done = intent.status === "succeeded" || intent.status === "requires_capture";
    target.searchParams.set(kind, intent.id);
    target.searchParams.set(kind + "_client_secret", intent.client_secret);
    target.searchParams.set("redirect_status", done ? "succeeded" : intent.status === "processing" ? "pending" : "failed");
    return target.toString();
  }

  class PaymentElement {
    constructor(stripe, options) {
      this.stripe = stripe;
      this.options = options;
      this.id = "f" + ++serial;
      this.handlers = {};
      this.pending = new Map();
      this.onMessage = (event) => this.receive(event);
    }
    mount(where) {
      const host = typeof where === "string" ? document.querySelector(where) : where;
      if (!host) throw new Error("The selector you specified (" + where + ") applies to no DOM elements.");
      this.frame = document.createElement("iframe");
      this.frame.title = "Secure payment input frame";
      this.frame.name = "__privateStripeFrame" + this.id;
      this.frame.allow = "payment";
      Object.assign(this.frame.style, { border: "0", width: "100%", height: "190px", display: "block", colorScheme: "light dark" });
      this.frame.src = origin + "/elements/payment?" + query({
        key: this.stripe.key, frame: this.id, locale: this.options.locale || this.stripe.locale || navigator.language });
      window.addEventListener("message", this.onMessage);
      host.replaceChildren(this.frame);
      return this;
    }
    unmount() {
      window.removeEventListener("message", this.onMessage);
      if (this.frame) this.frame.remove();
      this.frame = undefined;
    }
    destroy() { this.unmount(); }
    update(options) { Object.assign(this.options, options); }
    focus() { this.send({ type: "focus" }); }
    clear() { this.send({ type: "clear" }); }
    on(name, handler) { (this.handlers[name] = this.handlers[name] || []).push(handler); return this; }
    once(name, handler) { return this.on(name, handler); }
    off(name) { delete this.handlers[name]; return this; }
    emit(name, value) { (this.handlers[name] || []).forEach((handler) => handler(value)); }
    send(message) {
      if (this.frame) this.frame.contentWindow.postMessage({ source: "sandbox-stripe-host", ...message }, origin);
    }
    ask(message) {
      const call = ++serial;
      return new Promise((resolve) => {
        this.pending.set(call, resolve);
        this.send({ ...message, call });
      });
    }
    receive(event) {
      const message = event.data || {};
      if (event.origin !== origin || message.source !== "sandbox-stripe" || message.frame !== this.id) return;
      if (message.type === "loaded") this.send({ type: "hello" });
      else if (message.type === "ready") this.emit("ready", { elementType: "payment" });
      else if (message.type === "size" && this.frame) this.frame.style.height = Math.ceil(message.height) + "px";
      else if (message.type === "change")
        this.emit("change", { elementType: "payment", complete: message.complete, empty: message.empty, value: { type: "card" } });
      else if (message.type === "result") {
        const resolve = this.pending.get(message.call);
        this.pending.delete(message.call);
        if (resolve) resolve(message.result);
      }
    }
  }

  class Elements {
    constructor(stripe, options) {
      this.stripe = stripe;
      this.options = options || {};
    }
    create(type) {
      if (type !== "payment" && type !== "card") throw new Error("This sandbox has the payment element only, not " + type);
      this.element = new PaymentElement(this.stripe, this.options);
      return this.element;
    }
    getElement() { return this.element || null; }
    update(options) { Object.assign(this.options, options); }
    async fetchUpdates() { return {}; }
    async submit() {
      const result = await this.element.ask({ type: "validate" });
      return result.error ? result : { selectedPaymentMethod: "card" };
    }
  }

  // The bank's page in a dialog over the shop's page.
  function challenge(url) {
    return new Promise((resolve) => {
      const dialog = document.createElement("div");
      dialog.setAttribute("role", "dialog");
      dialog.setAttribute("aria-modal", "true");
      dialog.setAttribute("aria-label", "3D Secure");
      Object.assign(dialog.style, { position: "fixed", inset: "0", zIndex: "2147483647", background: "rgba(10,12,20,.6)",
        display: "grid", placeItems: "center" });
      const frame = document.createElement("iframe");
      frame.title = "3D Secure";
      frame.src = url + (url.includes("?") ? "&" : "?") + "embed=1&locale=" + (document.documentElement.lang || "en");
      Object.assign(frame.style, { border: "0", width: "min(30rem, 94vw)", height: "min(28rem, 90vh)", borderRadius: "12px", background: "#fff" });
      const listen = (event) => {
        if (event.origin === new URL(frame.src).origin && event.source === frame.contentWindow && event.data.type === "3ds-done") {
          window.removeEventListener("message", listen);
          dialog.remove();
          resolve();
        }
      };
      window.addEventListener("message", listen);
      dialog.append(frame);
      document.body.append(dialog);
      frame.focus();
    });
  }

  class Client {
    constructor(key, options) {
      if (!key || !key.startsWith("pk_")) throw new Error("Please call Stripe() with your publishable key.");
      this.key = key;
      this.locale = options && options.locale;
    }
    elements(options) { return new Elements(this, options); }
    confirmPayment(options) { return this.confirm("payment", options); }
    confirmSetup(options) { return this.confirm("setup", options); }
    retrievePaymentIntent(secret) { return this.retrieve("payment", secret); }
    retrieveSetupIntent(secret) { return this.retrieve("setup", secret); }
    async retrieve(kind, secret) {
      const path = kind === "setup" ? "setup_intents" : "payment_intents";
      const response = await fetch(`${origin}/v1/${path}/${secret.split("_secret_")[0]}?${query({ client_secret: secret, key: this.key })}`);
      const reply = await response.json();
      return reply.error ? { error: reply.error } : { [kind + "Intent"]: reply };
    }
    async confirm(kind, { elements, clientSecret, confirmParams = {}, redirect = "always" }) {
      const secret = clientSecret || elements.options.clientSecret;
      const data = confirmParams.payment_method_data || {};
      const result = await elements.element.ask({ type: "confirm", kind, clientSecret: secret,
        returnUrl: confirmParams.return_url, redirect, receiptEmail: confirmParams.receipt_email, billingDetails: data.billing_details });
      if (result.error) return { error: result.error };
      return this.finish(kind, result.intent, confirmParams.return_url, redirect);
    }
    async finish(kind, intent, returnUrl, redirect) {
      const action = intent.status === "requires_action" ? intent.next_action : null;
      if (action && action.type === "redirect_to_url") {
        location.assign(action.redirect_to_url.url);
        return new Promise(() => {});
      }
      if (action && action.use_stripe_sdk) {
        await challenge(action.use_stripe_sdk.stripe_js);
        const after = await this.retrieve(kind, intent.client_secret);
        if (after.error) return after;
        intent = after[kind + "Intent"];
        const failure = intent.last_payment_error || intent.last_setup_error;
        if (intent.status === "requires_payment_method" && failure) return { error: failure };
      }
      if (redirect !== "if_required" && returnUrl) {
        location.assign(withResult(returnUrl, kind + "_intent", intent));
        return new Promise(() => {});
      }
      return { [kind + "Intent"]: intent };
    }
    async handleNextAction({ clientSecret }) {
      const kind = clientSecret.startsWith("seti_") ? "setup" : "payment";
      const found = await this.retrieve(kind, clientSecret);
      return found.error ? found : this.finish(kind, found[kind + "Intent"], undefined, "if_required");
    }
    handleCardAction(clientSecret) { return this.handleNextAction({ clientSecret }); }
    async redirectToCheckout() { throw new Error("Send the browser to the session's url instead."); }
  }

  window.Stripe = (key, options) => new Client(key, options);
  window.Stripe.version = 3;
})();
