package gg.tap2.model.statements;

/// What a creator is owed, by where it stands, in minor units.
public record Balances(long available, long pending, long reserved, long refunding, long inTransit) {
    public static final Balances ZERO = new Balances(0, 0, 0, 0, 0);

    public Balances plus(Balances o) {
        return new Balances(
                Math.addExact(available, o.available),
                Math.addExact(pending, o.pending),
                Math.addExact(reserved, o.reserved),
                Math.addExact(refunding, o.refunding),
                Math.addExact(inTransit, o.inTransit));
    }
}
