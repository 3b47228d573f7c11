package gg.tap2.server.ledger;

/// Half of a cycle, on purpose.
public final class PlantedCycle {
    public gg.tap2.server.jobs.PlantedCycle other;
}
