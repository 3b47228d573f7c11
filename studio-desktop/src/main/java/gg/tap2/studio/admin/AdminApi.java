package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.admin.ApproveMoneyAction;
import gg.tap2.model.admin.Impersonation;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.admin.MoneyPreview;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.studio.api.Answer;
import gg.tap2.studio.api.ApiClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The admin's endpoints. Lists page by keyset; every action carries its reason.
final class AdminApi {
    private static final int PAGE = 50;

    private final ApiClient api;

    AdminApi(ApiClient api) {
        this.api = api;
    }

    record Page<T>(List<T> rows, @Nullable String next) {}

    <T> Page<T> page(String route, Map<String, String> query, @Nullable String cursor, Class<T> type) {
        Map<String, Object> all = new HashMap<>(query);
        all.put("limit", PAGE);
        if (cursor != null) {
            all.put("cursor", cursor);
        }
        Answer<List<T>> answer = api.list(route, all, type);
        var meta = answer.meta();
        return new Page<>(answer.data(), meta == null ? null : meta.nextCursor());
    }

    <T> T get(String route, Class<T> type) {
        return api.get(route, Map.of(), type).data();
    }

    /// Whether it waits for a second admin; otherwise it is done.
    boolean act(String route, String reason) {
        return waits(api.post(route, new AdminReason(reason), Object.class).data());
    }

    private static boolean waits(Object answer) {
        return answer instanceof Map<?, ?> m && "waiting".equals(m.get("status")) && m.containsKey("requestedBy");
    }

    Impersonation impersonate(UUID user, String reason) {
        return api.post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, user), new AdminReason(reason), Impersonation.class)
                .data();
    }

    boolean post(String route, Object body) {
        return waits(api.post(route, body, Object.class).data());
    }

    void delete(String route) {
        api.delete(route, null);
    }

    boolean put(String route, Object body) {
        return waits(api.put(route, body, null, Object.class).data());
    }

    MoneyAction approve(UUID id, ApproveMoneyAction body) {
        return api.post(Routes.path(Routes.ADMIN_MONEY_APPROVE, id), body, MoneyAction.class)
                .data();
    }

    MoneyPreview preview(RequestMoneyAction request) {
        return api.post(Routes.ADMIN_MONEY_PREVIEW, request, MoneyPreview.class).data();
    }

    MoneyAction money(RequestMoneyAction request) {
        return api.post(Routes.ADMIN_MONEY, request, String.valueOf(request.id()), MoneyAction.class)
                .data();
    }
}
