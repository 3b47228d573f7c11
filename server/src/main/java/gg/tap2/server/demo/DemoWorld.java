package gg.tap2.server.demo;

import java.io.PrintStream;
import java.util.List;

/// Placeholder for wiring; see the next files.
public final class DemoWorld {
    private DemoWorld() {}

    public record Login(String role, String email, String password, String where) {}

    public static List<Login> logins() {
        return List.of();
    }

    public static void ensure(DemoTarget app, PrintStream out) {
        out.println("no demo data yet");
    }
}
