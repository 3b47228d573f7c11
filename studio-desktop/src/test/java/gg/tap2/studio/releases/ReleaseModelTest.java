package gg.tap2.studio.releases;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.system.StudioRelease;
import gg.tap2.model.system.Version;
import gg.tap2.studio.testing.ViewModelFixture;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReleaseModelTest {
    @TempDir
    Path dir;

    private static StudioRelease release(String version, String server, String oldest) {
        return new StudioRelease(
                version,
                server,
                oldest,
                List.of(
                        new StudioRelease.Note("1.3.0", LocalDate.of(2026, 11, 25), "three"),
                        new StudioRelease.Note("1.2.0", null, "two"),
                        new StudioRelease.Note("1.1.0", null, "one")),
                List.of(
                        new StudioRelease.Download("linux", "a.deb", 5, "00", "/downloads/studio/a.deb"),
                        new StudioRelease.Download("windows", "a.msi", 5, "00", "/downloads/studio/a.msi"),
                        new StudioRelease.Download("macos", "a.dmg", 5, "00", "/downloads/studio/a.dmg")));
    }

    private static ReleaseModel.State ask(ReleaseModel model) {
        var answers = new ArrayList<ReleaseModel.State>();
        model.check(answers::add, e -> {
            throw new AssertionError(e);
        });
        return answers.getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "1.3.0, 1.3.0, , NEWER",
        "1.2.0, 1.2.0, , CURRENT",
        "1.3.0, 1.3.0, 1.2.5, TOO_OLD",
        "1.2.0, 1.1.0, , SERVER_OLDER",
        "1.1.0, 1.2.0, , CURRENT",
        "nonsense, nonsense, , CURRENT"
    })
    void comparesWithWhatIsOffered(String version, String server, String oldest, ReleaseModel.Kind kind)
            throws Exception {
        try (var f = new ViewModelFixture(dir)) {
            f.platform.release = release(version, server, oldest);
            assertThat(ask(new ReleaseModel(f.context, new Version(1, 2, 0, "")))
                            .kind())
                    .isEqualTo(kind);
        }
    }

    @Test
    void showsOnlyWhatIsNewAndAVersionThatWasPutAsideIsNotToldAgain() throws Exception {
        try (var f = new ViewModelFixture(dir)) {
            f.platform.release = release("1.3.0", "1.3.0", null);
            var model = new ReleaseModel(f.context, new Version(1, 1, 0, ""));
            var state = ask(model);
            assertThat(model.notes(state.release())).extracting(n -> n.text()).containsExactly("three", "two");
            assertThat(model.downloads(state.release())).hasSize(1);
            assertThat(model.worthTelling(state)).isTrue();
            model.skip("1.3.0");
            assertThat(model.worthTelling(ask(new ReleaseModel(f.context, new Version(1, 1, 0, "")))))
                    .isFalse();
            f.platform.release = release("1.4.0", "1.4.0", null);
            assertThat(model.worthTelling(ask(model))).isTrue();
        }
    }

    @Test
    void aPackageOpensInTheBrowserAndNothingIsFetchedBefore() throws Exception {
        try (var f = new ViewModelFixture(dir)) {
            f.platform.release = release("1.3.0", "1.3.0", null);
            var model = new ReleaseModel(f.context, new Version(1, 2, 0, ""));
            var state = ask(model);
            assertThat(f.told).noneMatch(t -> t.startsWith("browse"));
            model.download(model.downloads(state.release()).getFirst());
            assertThat(f.told.getLast())
                    .startsWith("browse [" + f.platform.baseUrl())
                    .contains("/downloads/studio/a.");
        }
    }

    @Test
    void aPlatformFromBeforeTheQuestionChangesNothing() throws Exception {
        try (var f = new ViewModelFixture(dir)) {
            f.platform.release = null;
            var failures = new ArrayList<Exception>();
            new ReleaseModel(f.context).check(s -> {}, failures::add);
            assertThat(failures).hasSize(1);
        }
    }
}
