package gg.tap2.server.platform.crypto;

/// Implemented by each feature that stores encrypted columns.
public interface Reencryption {
    /// What is re-encrypted, for the operator's report.
    String name();

    /// Writes every value again under the newest key, in batches; may be interrupted and run again.
    ///
    /// @return number of values
    long reencrypt(Vault vault);
}
