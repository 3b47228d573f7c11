import { drizzle } from "drizzle-orm/node-postgres";
import { sql } from "drizzle-orm";
import pg from "pg";

// int8 as number: amounts in cents are far below 2^53.
pg.types.setTypeParser(20, Number);

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
export const db = drizzle(pool);

// The statements are those of the server that this is compared with.
export async function findCreator(slug) {
  const { rows } = await db.execute(sql`
    SELECT c.id, c.slug, c.display_name, c.bio, c.avatar_url, c.banner_url, c.social_links, c.theme_colors, c.tags,
      c.tip_presets, c.tip_goal_title, c.tip_goal_target, c.currency,
      (SELECT count(*) FROM products p WHERE p.creator_id = c.id AND p.status = 'published' AND p.deleted_at IS NULL) AS products,
      (SELECT count(*) FROM subscriptions s WHERE s.creator_id = c.id AND s.status IN ('active', 'trialing', 'past_due')) AS supporters,
      CASE WHEN c.tip_goal_target IS NULL THEN 0 ELSE (SELECT coalesce(sum(t.amount_cents), 0)::bigint FROM tips t
        WHERE t.creator_id = c.id AND t.status = 'completed' AND t.created_at >= coalesce(c.tip_goal_since, c.created_at)) END AS raised
    FROM creators c JOIN users u ON u.id = c.user_id AND u.status = 'active' WHERE c.slug = ${slug} AND c.published`);
  return rows[0];
}

export async function products(creator) {
  const { rows } = await db.execute(sql`
    SELECT p.id, p.title, p.description, p.price_cents, p.currency, p.pay_what_you_want, p.cover_image_url, p.type
    FROM products p WHERE p.creator_id = ${creator} AND p.status = 'published' AND p.deleted_at IS NULL
    ORDER BY p.published_at DESC, p.id LIMIT 24`);
  return rows;
}

export async function tiers(creator) {
  const { rows } = await db.execute(sql`
    SELECT id, name, description, price_cents, yearly_price_cents, currency, trial_days, image_url, benefits
    FROM tiers WHERE creator_id = ${creator} AND published AND deleted_at IS NULL ORDER BY sort_order, price_cents`);
  return rows;
}

export async function wall(creator) {
  const { rows } = await db.execute(sql`
    SELECT CASE WHEN t.anonymous THEN NULL ELSE coalesce(nullif(t.guest_name, ''), nullif(f.display_name, '')) END AS name,
      t.message, t.amount_cents FROM tips t JOIN fans f ON f.id = t.fan_id
    WHERE t.creator_id = ${creator} AND t.status = 'completed' ORDER BY t.created_at DESC LIMIT 12`);
  return rows;
}
