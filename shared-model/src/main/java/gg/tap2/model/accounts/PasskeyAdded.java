package gg.tap2.model.accounts;

import java.util.List;
import java.util.UUID;

/// A passkey was added. With the first second factor come backup codes, shown only now; otherwise the list is empty.
public record PasskeyAdded(UUID id, List<String> backupCodes) {}
