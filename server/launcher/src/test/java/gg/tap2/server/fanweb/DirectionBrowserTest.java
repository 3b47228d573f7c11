package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What people write has its own direction, and what a browser keeps on the way has a bound.
class DirectionBrowserTest {
    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private static String direction(Page page, String what) {
        return String.valueOf(page.locator(what).first().evaluate("e => e.matches(':dir(rtl)') ? 'rtl' : 'ltr'"));
    }

    private static void named(String slug, String name, String bio) {
        app.db()
                .transact(tx -> tx.sql("UPDATE creators SET display_name = :name, bio = :bio WHERE slug = :slug")
                        .set("name", name)
                        .set("bio", bio)
                        .set("slug", slug)
                        .update());
    }

    @Test
    void arabicAndHebrewRunFromRightToLeftAndTheRestDoesNot() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            named("studio-ono", "ستوديو أونو", "أرسم الأماكن الهادئة.");
            page.navigate("/@studio-ono");
            assertThat(direction(page, "h1")).isEqualTo("rtl");
            assertThat(direction(page, ".bio")).isEqualTo("rtl");
            assertThat(direction(page, ".tipbox button")).as("our own words").isEqualTo("ltr");
            named("jonas", "סטודיו אונו", "אני מציירת מקומות שקטים.");
            page.navigate("/@jonas");
            assertThat(direction(page, "h1")).isEqualTo("rtl");
            assertThat(direction(page, ".bio")).isEqualTo("rtl");
            page.navigate("/@mara");
            assertThat(direction(page, ".bio")).isEqualTo("ltr");
        } finally {
            named("studio-ono", "Studio Ono", "Quiet places.");
            named("jonas", "Jonas Beck", "Quiet places.");
        }
    }

    @Test
    void aGuestsPicturesAreKeptUpToABound() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/@mara");
            page.waitForFunction(
                    "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)");
            String theme = String.valueOf(
                    page.evaluate("document.querySelector('link[href^=\"/theme/\"]').getAttribute('href')"));
            String run = UUID.randomUUID().toString();
            page.evaluate("""
                    async ([theme, run]) => {
                        for (let i = 0; i < 170; i++) {
                            const answer = await fetch(theme + '?' + run + i);
                            if (!answer.ok) throw new Error(answer.status);
                            await answer.text();
                        }
                    }""", java.util.List.of(theme, run));
            page.waitForFunction("caches.open('tap2-seen').then(c => c.keys()).then(k => k.length <= 150)");
            var kept = page.evaluate(
                    "run => caches.open('tap2-seen').then(c => c.keys()).then(k => k.filter(x => x.url.includes(run)).length)",
                    run);
            assertThat(((Number) kept).intValue()).as("the newest are kept").isBetween(100, 150);
        }
    }
}
