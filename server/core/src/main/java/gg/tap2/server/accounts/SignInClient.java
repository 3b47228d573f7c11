package gg.tap2.server.accounts;

import gg.tap2.model.common.Violations;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who asks, as far as the connection tells. `deviceToken` is the browser's long-lived cookie that says it signed in
/// here before.
public record SignInClient(
        String ip,
        @Nullable String userAgent,
        @Nullable String deviceName,
        @Nullable String deviceToken,
        boolean web,
        Locale locale) {
    public SignInClient {
        userAgent = cut(userAgent, 400);
        deviceName = cut(deviceName, 200);
    }

    private static @Nullable String cut(@Nullable String s, int max) {
        if (s == null) {
            return null;
        }
        String clean = s.codePoints()
                .map(p -> Violations.breaksALine(p) ? ' ' : p)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return clean.length() > max ? clean.substring(0, max) : clean;
    }

    public SignInClient named(@Nullable String name) {
        return name == null || name.isBlank() ? this : new SignInClient(ip, userAgent, name, deviceToken, web, locale);
    }

    /// What to call the device: its given name, or a guess from the user agent.
    String label() {
        if (deviceName != null && !deviceName.isBlank()) {
            return deviceName;
        }
        String ua = userAgent == null ? "" : userAgent;
        String browser = ua.contains("Firefox/")
                ? "Firefox"
                : ua.contains("Edg/")
                        ? "Edge"
                        : ua.contains("Chrome/") ? "Chrome" : ua.contains("Safari/") ? "Safari" : "";
        String system = ua.contains("Android")
                ? "Android"
                : ua.contains("iPhone") || ua.contains("iPad")
                        ? "iOS"
                        : ua.contains("Windows")
                                ? "Windows"
                                : ua.contains("Mac OS") ? "macOS" : ua.contains("Linux") ? "Linux" : "";
        String label = (browser + " " + system).strip();
        return label.isEmpty() ? (web ? "Browser" : "API") : label;
    }
}
