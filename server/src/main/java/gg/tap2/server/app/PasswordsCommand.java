package gg.tap2.server.app;

import gg.tap2.server.accounts.passwords.PasswordFilter;
import gg.tap2.server.platform.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 passwords build FILE`: makes the set of passwords that nobody may choose from a list, one a line.
@Command(name = "passwords", description = "build FILE: makes a set of refused passwords from a list, one a line.")
final class PasswordsCommand implements Callable<Integer> {
    @Parameters(index = "0", description = "build")
    String what = "";

    @Parameters(index = "1", description = "the list, one password a line, in UTF-8")
    Path list = Path.of("");

    @Option(names = "--out", description = "the set; passwords.file takes it (default: the list's name with .filter)")
    @org.jspecify.annotations.Nullable
    Path out;

    @Override
    public Integer call() throws Exception {
        if (!what.equals("build")) {
            throw new ConfigException("passwords knows only 'build'");
        }
        var words = new LinkedHashSet<String>();
        try (var lines = Files.lines(list)) {
            lines.map(PasswordFilter::normal)
                    .map(String::strip)
                    .filter(l -> l.length() >= 4)
                    .forEach(words::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ConfigException(list + " cannot be read as a list in UTF-8: " + e.getMessage());
        }
        if (words.isEmpty()) {
            throw new ConfigException(list + " holds no passwords of four characters or more");
        }
        PasswordFilter filter;
        try {
            filter = PasswordFilter.of(words);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(list + " is too long: " + e.getMessage());
        }
        Path to = out == null ? list.resolveSibling(list.getFileName() + ".filter") : out;
        try (var stream = Files.newOutputStream(to)) {
            filter.write(stream);
        }
        System.out.println(words.size() + " passwords are in " + to);
        return 0;
    }
}
