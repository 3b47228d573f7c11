import { notFound } from "next/navigation";
import { marked } from "marked";
import { findCreator, products, tiers, wall } from "../../../lib/db";

export const dynamic = "force-dynamic";

const formats = new Map();

function money(cents, currency) {
  if (!formats.has(currency)) {
    formats.set(currency, new Intl.NumberFormat("en-US", { style: "currency", currency }));
  }
  return formats.get(currency).format(cents / 100);
}

const html = (markdown) => ({ __html: marked.parse(markdown || "") });

export default async function Page({ params }) {
  const { slug } = await params;
  const creator = await findCreator(slug);
  if (!creator) notFound();
  const [goods, levels, supporters] = await Promise.all([
    products(creator.id),
    tiers(creator.id),
    wall(creator.id),
  ]);
  return (
    <>
      <h1>{creator.display_name}</h1>
      <p>@{creator.slug} · {creator.products} products · {creator.supporters} supporters</p>
      <div dangerouslySetInnerHTML={html(creator.bio)} />
      <ul>
        {Object.entries(creator.social_links).map(([kind, url]) => (
          <li key={kind}><a href={url} rel="nofollow ugc noopener">{kind}</a></li>
        ))}
      </ul>
      <section>
        <h2>Products</h2>
        <ul>
          {goods.map((p) => (
            <li key={p.id}>
              <a href={`/@${creator.slug}/${p.id}`}>
                <h3>{p.title}</h3>
                <p>{money(p.price_cents, p.currency)}{p.pay_what_you_want ? "+" : ""}</p>
              </a>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>Memberships</h2>
        <ul>
          {levels.map((t) => (
            <li key={t.id}>
              <h3>{t.name}</h3>
              <p>{money(t.price_cents, t.currency)} a month</p>
              <div dangerouslySetInnerHTML={html(t.description)} />
              <ul>{t.benefits.map((b) => <li key={b}>{b}</li>)}</ul>
              <a href={`/join/${creator.slug}/${t.id}`}>Join {t.name}</a>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>Supporters</h2>
        <ul>
          {supporters.map((s, i) => (
            <li key={i}>
              <p><strong>{s.name ?? "Somebody"}</strong> {money(s.amount_cents, creator.currency)}</p>
              {s.message && <p>{s.message}</p>}
            </li>
          ))}
        </ul>
      </section>
      <aside>
        <h2>Tip {creator.display_name}</h2>
        {creator.tip_goal_title && (
          <>
            <p>{creator.tip_goal_title}: {money(creator.raised, creator.currency)} of {money(creator.tip_goal_target, creator.currency)}</p>
            <progress max={creator.tip_goal_target} value={creator.raised} />
          </>
        )}
        <form action={`/checkout/tip/${creator.slug}`} method="get">
          {creator.tip_presets.map((cents) => (
            <label key={cents}><input type="radio" name="amount" value={cents / 100} />{money(cents, creator.currency)}</label>
          ))}
          <label>Another amount<input name="other" inputMode="decimal" /></label>
          <button>Continue</button>
        </form>
      </aside>
    </>
  );
}
