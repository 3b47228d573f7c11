package gg.tap2.model.accounts;

/// Where Google may be used to sign in: on the pages, and in the studio, which needs a client of its own at
/// Google.
public record GoogleOffer(boolean web, boolean studio) {}
