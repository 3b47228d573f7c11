// Card entry with Stripe's Payment Element.
const form = document.getElementById("pay");
const error = document.getElementById("pay-error");
const button = form.querySelector("button");
const fail = (text) => { error.textContent = text; error.hidden = false; button.disabled = false; button.removeAttribute("aria-busy"); };
if (!window.Stripe) fail(form.dataset.unavailable);
else {
  const { key, secret, back, lang } = form.dataset;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const stripe = Stripe(key, { locale: lang });
  const elements = stripe.elements({ clientSecret: secret, locale: lang, appearance: { theme: dark ? "night" : "stripe" } });
  const card = elements.create("payment");
  card.on("ready", () => { button.disabled = false; });
  card.mount("#card");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    error.hidden = true;
    const checked = await elements.submit();
    if (checked.error) return fail(checked.error.message);
    const result = await stripe.confirmPayment({ elements, clientSecret: secret, confirmParams: { return_url: back } , redirect: "if_required" });
    if (result.error) return fail(result.error.message);
    location.assign(back);
  });
}
