CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE product (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    base TEXT,
    working TEXT,
    title TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    price INTEGER NOT NULL,
    currency TEXT NOT NULL,
    tags TEXT NOT NULL,
    sales_count INTEGER NOT NULL,
    file_count INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX product_updated ON product (updated_at DESC);

CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    working TEXT,
    sort TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

CREATE TABLE sale (
    payment_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    product_id TEXT,
    tier_id TEXT,
    fan_id TEXT,
    fan_name TEXT,
    gross INTEGER NOT NULL,
    platform_fee INTEGER NOT NULL,
    processing_fee INTEGER NOT NULL,
    net INTEGER NOT NULL,
    currency TEXT NOT NULL,
    refunded INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    status TEXT NOT NULL,
    message TEXT,
    created_at INTEGER NOT NULL,
    paid_at INTEGER,
    available_at INTEGER
);
CREATE INDEX sale_created ON sale (created_at DESC);
CREATE INDEX sale_paid ON sale (paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX sale_fan ON sale (fan_id);

CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    op TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    created_at INTEGER NOT NULL
);

CREATE TABLE conflict (
    kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    base TEXT NOT NULL,
    mine TEXT NOT NULL,
    theirs TEXT NOT NULL,
    theirs_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (kind, entity_id)
);

CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    purpose TEXT NOT NULL,
    part_size INTEGER NOT NULL,
    state TEXT NOT NULL,
    priority INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT,
    error TEXT,
    manifest TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
);

CREATE TABLE upload_part (
    upload_id TEXT NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    sha256 TEXT,
    etag TEXT,
    PRIMARY KEY (upload_id, number)
) WITHOUT ROWID;
