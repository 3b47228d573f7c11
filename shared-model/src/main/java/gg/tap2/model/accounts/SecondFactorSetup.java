package gg.tap2.model.accounts;

/// What an authenticator app needs; shown once. `qrSvg` is an SVG image of the address.
public record SecondFactorSetup(String secret, String otpauthUri, String qrSvg) {}
