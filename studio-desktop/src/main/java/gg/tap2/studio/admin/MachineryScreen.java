package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ChangeSetting;
import gg.tap2.model.admin.Job;
import gg.tap2.model.admin.JobRun;
import gg.tap2.model.admin.MailEntry;
import gg.tap2.model.admin.PlatformSetting;
import gg.tap2.model.admin.RateLimitHit;
import gg.tap2.model.admin.SandboxState;
import gg.tap2.model.admin.SettingChange;
import gg.tap2.model.admin.WebhookEvent;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What runs by itself: providers' events, jobs, mail, limits and the settings that change while the server runs.
public final class MachineryScreen extends AdminScreen {
    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<WebhookEvent> webhooks;
    private final RemoteList<Job> jobs;
    private final RemoteList<MailEntry> mail;
    private final RemoteList<PlatformSetting> settings;
    private @Nullable SandboxPart sandbox;

    public MachineryScreen(Context ctx) {
        super(ctx, "admin-machinery");
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        webhooks = new RemoteList<>(ctx, api, Routes.ADMIN_WEBHOOKS, WebhookEvent.class);
        jobs = new RemoteList<>(ctx, api, Routes.ADMIN_JOBS, Job.class);
        mail = new RemoteList<>(ctx, api, Routes.ADMIN_MAIL, MailEntry.class);
        settings = new RemoteList<>(ctx, api, Routes.ADMIN_SETTINGS, PlatformSetting.class);
        add(
                "webhooks",
                new AdminList<>(
                                ctx,
                                "webhooks",
                                webhooks,
                                List.of(
                                        Col.text("at", 175, w -> ctx.formats().moment(w.receivedAt())),
                                        Col.text("provider", 90, WebhookEvent::provider),
                                        Col.strong("type", 250, WebhookEvent::type),
                                        Col.state("status", 110, WebhookEvent::status),
                                        Col.number("attempts", 80, w -> String.valueOf(w.attempts())),
                                        Col.text("error", 280, w -> Objects.requireNonNullElse(w.lastError(), ""))))
                        .filter("status", "", "pending", "done", "failed", "dead", "parked", "ignored")
                        .filter("provider", "", "stripe", "flowpay", "wise")
                        .onOpen(this::open));
        add(
                "jobs",
                new AdminList<>(
                                ctx,
                                "jobs",
                                jobs,
                                List.of(
                                        Col.strong("name", 220, Job::name),
                                        Col.text("schedule", 170, Job::schedule),
                                        Col.text("next", 180, j -> when(j.nextRun())),
                                        Col.text("lastSuccess", 180, j -> when(j.lastSuccess())),
                                        Col.state(
                                                "status",
                                                120,
                                                j -> j.running()
                                                        ? "running"
                                                        : j.consecutiveFailures() > 0 ? "failing" : "fine")))
                        .onOpen(this::open));
        add(
                "mail",
                new AdminList<>(
                                ctx,
                                "mail",
                                mail,
                                List.of(
                                        Col.text("at", 175, m -> ctx.formats().moment(m.createdAt())),
                                        Col.strong("email", 230, MailEntry::to),
                                        Col.text("subject", 270, MailEntry::subject),
                                        Col.state("status", 100, m -> m.sentAt() == null ? "waiting" : "sent"),
                                        Col.text("error", 240, m -> Objects.requireNonNullElse(m.lastError(), ""))))
                        .filter("status", "all", "waiting", "failing", "sent")
                        .onOpen(this::retry));
        add(
                "limits",
                new AdminList<>(
                        ctx,
                        "limits",
                        new RemoteList<>(ctx, api, Routes.ADMIN_RATE_LIMITS, RateLimitHit.class),
                        List.of(
                                Col.text("at", 175, h -> ctx.formats().moment(h.hour())),
                                Col.strong("limit", 260, RateLimitHit::limit),
                                Col.text("subject", 260, RateLimitHit::subject),
                                Col.number("refused", 100, h -> ctx.formats().count(h.refused())))));
        add(
                "settings",
                new AdminList<>(
                                ctx,
                                "settings",
                                settings,
                                List.of(
                                        Col.strong("key", 230, PlatformSetting::key),
                                        Col.text(
                                                "value", 150, s -> Objects.requireNonNullElse(s.value(), s.fallback())),
                                        Col.text("description", 400, PlatformSetting::description),
                                        Col.text("at", 180, s -> when(s.changedAt()))))
                        .onOpen(this::change));
        add("approvals", new ChangesPart(ctx, api).list());
        add("fees", new FeesPart(ctx, api).list());
        add(
                "changes",
                new AdminList<>(
                        ctx,
                        "changes",
                        new RemoteList<>(ctx, api, Routes.ADMIN_SETTINGS_HISTORY, SettingChange.class),
                        List.of(
                                Col.text("at", 175, s -> ctx.formats().moment(s.at())),
                                Col.strong("key", 220, SettingChange::key),
                                Col.text("before", 130, s -> Objects.requireNonNullElse(s.before(), "–")),
                                Col.text("after", 130, s -> Objects.requireNonNullElse(s.after(), "–")),
                                Col.text("reason", 320, SettingChange::reason))));
    }

    /// The sandbox's part is there only where the server has stand-ins.
    @Override
    public void attach(@Nullable Object argument) {
        super.attach(argument);
        if (sandbox == null) {
            ctx.background()
                    .run(
                            () -> api.get(Routes.ADMIN_SANDBOX, SandboxState.class),
                            state -> {
                                if (sandbox == null) {
                                    sandbox = new SandboxPart(ctx, api);
                                    add("sandbox", sandbox.node(), sandbox::load);
                                    if ("sandbox".equals(argument)) {
                                        super.attach(argument);
                                    }
                                }
                            },
                            e -> {});
        }
    }

    private String when(java.time.@Nullable Instant at) {
        return at == null ? "–" : ctx.formats().moment(at);
    }

    private void open(WebhookEvent row) {
        ctx.background()
                .run(
                        () -> api.get(Routes.path(Routes.ADMIN_WEBHOOK, row.id()), WebhookEvent.class),
                        w -> {
                            var payload = new TextArea(pretty(w.payload()));
                            payload.setId("webhook-payload");
                            payload.setEditable(false);
                            payload.setPrefRowCount(14);
                            payload.getStyleClass().add("mono");
                            var replay = Ui.primary(
                                    ctx.text("admin.replay"),
                                    Feather.REFRESH_CW,
                                    () -> Reasons.ask(
                                            ctx,
                                            ctx.text("admin.replay"),
                                            new Facts(ctx)
                                                    .fact("type", w.type())
                                                    .fact("reference", w.eventId()),
                                            false,
                                            reason -> api.act(Routes.path(Routes.ADMIN_WEBHOOK_REPLAY, w.id()), reason),
                                            webhooks::load));
                            replay.setId("admin-replay");
                            ctx.host()
                                    .dialog(
                                            w.type(),
                                            Ui.column(
                                                    14,
                                                    new Facts(ctx)
                                                            .fact("reference", w.eventId())
                                                            .state("status", w.status())
                                                            .fact("attempts", String.valueOf(w.attempts()))
                                                            .fact("error", w.lastError())
                                                            .at("at", w.receivedAt())
                                                            .at("handled", w.handledAt()),
                                                    payload,
                                                    Ui.row(8, Ui.spacer(), replay)),
                                            680);
                        },
                        ctx.host().onFail());
    }

    static String pretty(@Nullable String json) {
        if (json == null) {
            return "";
        }
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Json.MAPPER.readTree(json));
        } catch (IOException e) {
            return json;
        }
    }

    private void open(Job job) {
        ctx.background()
                .run(
                        () -> api.page(Routes.path(Routes.ADMIN_JOB_HISTORY, job.name()), Map.of(), null, JobRun.class)
                                .rows(),
                        runs -> {
                            var list = new VBox();
                            for (JobRun run : runs) {
                                var line = Ui.row(
                                        10,
                                        Col.badge(
                                                ctx,
                                                run.ok() ? "done" : run.finishedAt() == null ? "running" : "failed"),
                                        Ui.grow(Ui.wrapped(Objects.requireNonNullElse(run.error(), run.server()))),
                                        Ui.text(ctx.formats().moment(run.startedAt()), "hint"));
                                line.getStyleClass().add("line-item");
                                list.getChildren().add(line);
                            }
                            var scroll = Ui.scroll(list);
                            scroll.setPrefHeight(260);
                            var now = Ui.primary(
                                    ctx.text("admin.runNow"),
                                    Feather.PLAY,
                                    () -> Reasons.ask(
                                            ctx,
                                            ctx.text("admin.runNow"),
                                            new Facts(ctx).fact("name", job.name()),
                                            false,
                                            reason -> api.act(Routes.path(Routes.ADMIN_JOB_RUN, job.name()), reason),
                                            jobs::load));
                            ctx.host().dialog(job.name(), Ui.column(14, scroll, Ui.row(8, Ui.spacer(), now)), 560);
                        },
                        ctx.host().onFail());
    }

    private void retry(MailEntry m) {
        if (m.sentAt() == null) {
            Reasons.ask(
                    ctx,
                    ctx.text("admin.sendAgain"),
                    new Facts(ctx)
                            .fact("email", m.to())
                            .fact("subject", m.subject())
                            .fact("error", m.lastError()),
                    false,
                    reason -> api.act(Routes.path(Routes.ADMIN_MAIL_RETRY, m.id()), reason),
                    mail::load);
        }
    }

    private void change(PlatformSetting s) {
        var value = new TextField(Objects.requireNonNullElse(s.value(), ""));
        value.setId("setting-value");
        value.setPromptText(s.fallback());
        Reasons.ask(
                ctx,
                ctx.text("admin.change"),
                Ui.column(
                        12,
                        Ui.wrapped(s.description(), "muted"),
                        Ui.field(s.key(), value, ctx.text("admin.fallback", s.fallback()))),
                false,
                reason -> {
                    String typed = value.getText().strip();
                    return api.put(
                            Routes.ADMIN_SETTINGS, new ChangeSetting(s.key(), typed.isEmpty() ? null : typed, reason));
                },
                settings::load);
    }
}
