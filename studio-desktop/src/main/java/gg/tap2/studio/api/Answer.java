package gg.tap2.studio.api;

import gg.tap2.model.common.Meta;
import org.jspecify.annotations.Nullable;

/// The data of an envelope; `version` is the number inside the ETag, where one was sent.
public record Answer<T>(
        T data, @Nullable Meta meta, @Nullable Long version) {}
