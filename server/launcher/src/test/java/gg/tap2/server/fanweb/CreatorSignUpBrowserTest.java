package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Opening a creator's account in a browser: the currency is suggested by the browser's region, and can be another.
class CreatorSignUpBrowserTest {
    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private static String currencyOf(String email) {
        return app.db()
                .read(tx -> tx.sql(
                                "SELECT c.currency FROM creators c JOIN users u ON u.id = c.user_id WHERE u.email = :email")
                        .set("email", email)
                        .one(r -> r.text("currency")));
    }

    @Test
    void theRegionsCurrencyIsSuggestedAndAnotherCanBeChosen() {
        try (var context = context("de-CH")) {
            var page = context.newPage();
            page.navigate("/register");
            assertThat(page.locator("select[name=currency]").count()).isZero();
            page.getByText("Konto für Kreative öffnen").click();
            var currency = page.locator("select[name=currency]");
            assertThat(currency.inputValue()).isEqualTo("CHF");
            assertThat(page.locator("main").textContent()).contains("Bis zum ersten Verkauf kannst du sie ändern");
            assertThat(page.locator("a[href^='/auth/google']").getAttribute("href"))
                    .contains("role=creator", "currency=CHF");
            currency.selectOption("JPY");
            page.locator("input[name=name]").fill("Aiko");
            page.locator("input[name=email]").fill("aiko@example.com");
            page.locator("input[name=password]").fill("password12");
            page.locator("form[action='/register'] button").click();
            // A refusal keeps the choice.
            assertThat(currency.inputValue()).isEqualTo("JPY");
            page.locator("input[name=password]").fill("a sentence that is long");
            page.locator("form[action='/register'] button").click();
            page.getByText("Fast geschafft").waitFor();
            assertThat(currencyOf("aiko@example.com")).isEqualTo("JPY");
        }
    }

    @Test
    void languagesWithoutAKnownRegionMeanDollars() {
        for (String languages : List.of("", "de", "hi-IN,hi", "*", "not;a=language;;", "x".repeat(500))) {
            assertThat(SuggestedCurrency.of(languages).name()).as(languages).isEqualTo("USD");
        }
        assertThat(SuggestedCurrency.of("en,ja-JP;q=0.8,de-DE;q=0.5").name()).isEqualTo("JPY");
    }
}
