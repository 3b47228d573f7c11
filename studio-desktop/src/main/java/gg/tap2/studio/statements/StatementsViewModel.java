package gg.tap2.studio.statements;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.statements.SignedStatement;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.statements.StatementVerifier;
import gg.tap2.model.statements.StatementVerifier.Verdict;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.Downloads;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// Months as last seen, their files, and the check of a signed one.
final class StatementsViewModel {
    /// What the platform offers of a month.
    enum Format {
        PDF(Routes.STATEMENT_PDF, ".pdf"),
        CSV(Routes.STATEMENT_CSV, ".csv"),
        SIGNED(Routes.STATEMENT_SIGNED, ".signed.json");

        private final String route;
        private final String ending;

        Format(String route, String ending) {
            this.route = route;
            this.ending = ending;
        }
    }

    /// @param trusted whether the key in it was held against the platform's own
    record Checked(Path file, SignedStatement statement, Verdict verdict, boolean trusted) {}

    private final Context ctx;
    private final ObservableList<StatementMonth> months = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Checked> checked = new ReadOnlyObjectWrapper<>();
    private final BooleanProperty busy = new SimpleBooleanProperty();

    StatementsViewModel(Context ctx) {
        this.ctx = ctx;
    }

    ObservableList<StatementMonth> months() {
        return months;
    }

    /// The last file that was checked; null before the first.
    ReadOnlyObjectProperty<@Nullable Checked> checked() {
        return checked.getReadOnlyProperty();
    }

    BooleanProperty busy() {
        return busy;
    }

    /// Shows what is known here, then asks the platform.
    void load() {
        Documents documents = ctx.session().store().documents();
        ctx.background()
                .run(
                        () -> documents.list(Documents.STATEMENT, StatementMonth.class),
                        known -> {
                            months.setAll(known);
                            refresh(documents);
                        },
                        ctx.host().onFail());
    }

    private void refresh(Documents documents) {
        ctx.background()
                .run(
                        () -> {
                            List<StatementMonth> fresh = ctx.session().api().statements();
                            documents.replaceAll(Documents.STATEMENT, fresh, m -> ((StatementMonth) m).month());
                            documents.saveBase(
                                    Documents.STATEMENT_KEYS,
                                    Documents.ONLY,
                                    0,
                                    Json.read(ctx.session().api().statementKeys(), JsonNode.class),
                                    "");
                            return fresh;
                        },
                        months::setAll,
                        e -> {
                            if (!(e instanceof ApiFailure.Offline)) {
                                ctx.host().failed(e);
                            }
                        });
    }

    void fetch(StatementMonth month, Format format) {
        Downloads.save(
                ctx,
                ctx.text("statements.save"),
                "tap2-" + month.month() + format.ending,
                Routes.path(format.route, month.month()),
                busy);
    }

    /// Checks a signed statement from anywhere; needs no connection.
    void check() {
        ctx.host().chooseFiles(ctx.text("statements.choose"), false).stream()
                .findFirst()
                .ifPresent(this::check);
    }

    void check(Path file) {
        busy.set(true);
        ctx.background()
                .run(
                        () -> checkNow(file),
                        c -> {
                            busy.set(false);
                            checked.set(c);
                        },
                        e -> {
                            busy.set(false);
                            checked.set(null);
                            ctx.host().notice(Host.Level.DANGER, ctx.text("statements.unreadable", file.getFileName()));
                        });
    }

    private Checked checkNow(Path file) throws IOException {
        SignedStatement statement = Json.read(Files.readString(file), SignedStatement.class);
        if (!statement.isComplete()) {
            throw new IOException("fields are missing");
        }
        Map<String, String> keys = keys();
        boolean known = keys.containsKey(statement.keyId());
        return new Checked(file, statement, StatementVerifier.verify(statement, known ? keys : null), known);
    }

    /// The platform's public keys as last seen, by id.
    private Map<String, String> keys() {
        Map<String, String> out = new HashMap<>();
        ctx.session()
                .store()
                .documents()
                .find(Documents.STATEMENT_KEYS, Documents.ONLY, JsonNode.class)
                .ifPresent(set -> set.path("keys")
                        .forEach(
                                k -> out.put(k.path("kid").asText(), k.path("x").asText())));
        return out;
    }
}
