package gg.tap2.model.accounts;

import java.util.List;

/// Single-use codes for when the authenticator is lost; shown once.
public record BackupCodes(List<String> backupCodes) {}
