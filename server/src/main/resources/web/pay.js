// Card entry with Stripe's Payment Element: a payment, a card to keep, or the bank's question about a kept card.
const form = document.getElementById("pay");
const error = document.getElementById("pay-error");
const button = form.querySelector("button");
const { key, secret, back, lang, mode } = form.dataset;

function fail(text) {
  error.textContent = text;
  error.hidden = false;
  button.disabled = false;
  button.removeAttribute("aria-busy");
}

function busy() {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  error.hidden = true;
}

function finish(result) {
  if (result.error) fail(result.error.message);
  else location.assign(back);
}

function enterCard(stripe) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const appearance = { theme: dark ? "night" : "stripe" };
  const elements = stripe.elements({ clientSecret: secret, locale: lang, appearance });
  const card = elements.create("payment");
  card.on("ready", () => {
    button.disabled = false;
  });
  card.mount("#card");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    busy();
    const checked = await elements.submit();
    if (checked.error) return fail(checked.error.message);
    const request = {
      elements,
      clientSecret: secret,
      confirmParams: { return_url: back },
      redirect: "if_required",
    };
    finish(await (mode === "setup" ? stripe.confirmSetup(request) : stripe.confirmPayment(request)));
  });
}

function askBank(stripe) {
  const ask = async () => {
    busy();
    finish(await stripe.handleNextAction({ clientSecret: secret }));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}

if (!window.Stripe) fail(form.dataset.unavailable);
else (mode === "action" ? askBank : enterCard)(Stripe(key, { locale: lang }));
