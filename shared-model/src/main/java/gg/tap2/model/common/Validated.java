package gg.tap2.model.common;

/// A request that can say what is wrong with itself, by the seed's schemas.
public interface Validated {
    Violations validate();
}
