// Card entry with Stripe's Payment Element: a payment, a card to keep, or the bank's question about a kept card.
const form = document.getElementById("pay");
const error = document.getElementById("pay-error");
const button = form.querySelector("button");
const { key, secret, back, lang, mode } = form.dataset;

const again = document.getElementById("pay-again");
const PATIENCE_MS = 12000;

function fail(text) {
  error.textContent = text;
  error.hidden = false;
  button.disabled = false;
  button.removeAttribute("aria-busy");
}

// The form is not there: nothing can be paid, so the way on is another try, not the button.
function absent(text) {
  error.textContent = text;
  error.hidden = false;
  button.disabled = true;
  button.removeAttribute("aria-busy");
  again.hidden = false;
}

// Nothing is waited for without a word: what takes too long is told, and still counts when it comes.
function patient() {
  const late = setTimeout(() => absent(form.dataset.slow), PATIENCE_MS);
  return () => clearTimeout(late);
}

function present() {
  button.disabled = false;
  error.hidden = true;
  again.hidden = true;
}

function busy() {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  error.hidden = true;
}

// Another tab may have paid meanwhile: the page that the payment leads to says so.
function over(problem) {
  const paid = ["succeeded", "processing"];
  const intent = problem.payment_intent || problem.setup_intent;
  return problem.code === "payment_intent_unexpected_state" || (intent && paid.includes(intent.status));
}

function finish(result) {
  if (result.error && !over(result.error)) fail(result.error.message);
  else location.assign(back);
}

function enterCard(stripe) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const appearance = { theme: dark ? "night" : "stripe" };
  const elements = stripe.elements({ clientSecret: secret, locale: lang, appearance });
  const card = elements.create("payment");
  const here = patient();
  card.on("ready", () => {
    here();
    present();
  });
  card.on("loaderror", () => {
    here();
    absent(form.dataset.unavailable);
  });
  card.mount("#card");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    busy();
    const request = {
      elements,
      clientSecret: secret,
      confirmParams: { return_url: back },
      redirect: "if_required",
    };
    try {
      const checked = await elements.submit();
      if (checked.error) return fail(checked.error.message);
      finish(await (mode === "setup" ? stripe.confirmSetup(request) : stripe.confirmPayment(request)));
    } catch {
      // Whether Stripe has heard of it is not known here; the page that the payment leads to asks.
      location.assign(back);
    }
  });
}

function askBank(stripe) {
  const ask = async () => {
    busy();
    try {
      finish(await stripe.handleNextAction({ clientSecret: secret }));
    } catch {
      // Whether Stripe has heard of it is not known here; the page that the payment leads to asks.
      location.assign(back);
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}

// Whoever comes back by the browser's button sees the payment as it is now.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Stripe's script comes last, so that this one is here to see it fail or stay away.
function begin() {
  if (!window.Stripe) return absent(form.dataset.unavailable);
  present();
  button.disabled = true;
  (mode === "action" ? askBank : enterCard)(Stripe(key, { locale: lang }));
}

form.addEventListener("submit", (event) => event.preventDefault());
if (window.Stripe) begin();
else {
  const script = document.getElementById("stripe-js");
  const here = patient();
  script.addEventListener("load", () => {
    here();
    begin();
  });
  script.addEventListener("error", () => {
    here();
    absent(form.dataset.unavailable);
  });
}
