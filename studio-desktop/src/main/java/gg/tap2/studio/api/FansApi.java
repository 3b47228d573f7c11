package gg.tap2.studio.api;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.FanGrant;
import gg.tap2.model.messages.Audience;
import gg.tap2.model.messages.AudienceSize;
import gg.tap2.model.messages.CreatorMessage;
import gg.tap2.model.messages.SendMessage;
import gg.tap2.model.notices.MarkNoticesRead;
import gg.tap2.model.notices.NoticeFeed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What passes between a creator and the people around: access, messages, and the platform's notices. Blocking;
/// failures
/// are [ApiFailure]s.
public final class FansApi {
    private final ApiClient api;

    public FansApi(ApiClient api) {
        this.api = api;
    }

    public List<FanGrant> grants(UUID fan) {
        return api.list(Routes.path(Routes.FAN_GRANTS, fan), Map.of(), FanGrant.class)
                .data();
    }

    public void grant(UUID product, UUID fan) {
        api.put(Routes.path(Routes.PRODUCT_GRANT, product, fan), Map.of(), null, Object.class);
    }

    public void revoke(UUID product, UUID fan) {
        api.delete(Routes.path(Routes.PRODUCT_GRANT, product, fan), null);
    }

    public long audienceSize(Audience audience) {
        var query = new HashMap<String, Object>();
        query.put("kind", audience.kind());
        UUID id = audience.id();
        if (id != null) {
            query.put("id", id);
        }
        return api.get(Routes.MESSAGE_AUDIENCE, query, AudienceSize.class)
                .data()
                .recipients();
    }

    /// @param key the same for every try of one message, so that it is sent once
    public CreatorMessage send(SendMessage message, String key) {
        return api.post(Routes.MESSAGES, message, key, CreatorMessage.class).data();
    }

    /// The last hundred, the latest first.
    public List<CreatorMessage> messages() {
        return api.list(Routes.MESSAGES, Map.of("limit", 100), CreatorMessage.class)
                .data();
    }

    public NoticeFeed notices(int limit) {
        return api.get(Routes.NOTICES, Map.of("limit", limit), NoticeFeed.class).data();
    }

    /// Null marks all as read.
    public void markRead(@Nullable List<UUID> ids) {
        api.post(Routes.NOTICES_READ, new MarkNoticesRead(ids), Object.class);
    }
}
