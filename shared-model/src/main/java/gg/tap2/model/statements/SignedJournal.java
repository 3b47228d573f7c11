package gg.tap2.model.statements;

/// A journal as it was hashed: `hash = SHA-256(prevHash ‖ canonical)`, hashes in lower-case hex.
public record SignedJournal(long seq, String prevHash, String hash, String canonical) {}
