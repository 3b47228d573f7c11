package gg.tap2.model.messages;

/// How many people a message would reach now: those with an account who did not say no to creators' messages.
public record AudienceSize(long recipients) {}
