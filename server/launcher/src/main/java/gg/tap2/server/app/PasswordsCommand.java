package gg.tap2.server.app;

import gg.tap2.server.accounts.passwords.PasswordFilter;
import gg.tap2.server.platform.config.ConfigException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 passwords build FILE`: makes the set of passwords that nobody may choose from a list, one a line. A list of
/// SHA-1 hashes, with or without `:COUNT`, is taken as sets of breached passwords are published.
@Command(
        name = "passwords",
        description = "build FILE: makes a set of refused passwords from a list of words or SHA-1 hashes, one a line.")
final class PasswordsCommand implements Callable<Integer> {
    private static final Pattern HASH = Pattern.compile("([0-9A-Fa-f]{40})(?::(\\d{1,18}))?");

    @Parameters(index = "0", description = "build")
    String what = "";

    @Parameters(index = "1", description = "the list, one password or hash a line, in UTF-8")
    Path list = Path.of("");

    @Option(names = "--out", description = "the set; passwords.file takes it (default: the list's name with .filter)")
    @org.jspecify.annotations.Nullable
    Path out;

    @Option(names = "--least", description = "of hashes with a count: only those seen so often (default: 1)")
    long least = 1;

    @Override
    public Integer call() throws Exception {
        if (!what.equals("build")) {
            throw new ConfigException("passwords knows only 'build'");
        }
        // Two readings instead of a set: a published list is larger than memory.
        boolean hashes =
                entries(l -> l.findFirst().filter(HASH.asMatchPredicate()).isPresent());
        long count = entries(l -> kept(l, hashes).count());
        if (count == 0) {
            throw new ConfigException(list
                    + (hashes
                            ? " holds no hash that was seen " + least + " times"
                            : " holds no passwords of four characters or more"));
        }
        PasswordFilter filter;
        try {
            filter = hashes ? PasswordFilter.forSha1(count) : PasswordFilter.forWords(count);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(list + " is too long: " + e.getMessage());
        }
        entries(l -> {
            kept(l, hashes).forEach(filter::add);
            return true;
        });
        Path to = out == null ? list.resolveSibling(list.getFileName() + ".filter") : out;
        try (var stream = new BufferedOutputStream(Files.newOutputStream(to))) {
            filter.write(stream);
        }
        System.out.println(count + (hashes ? " hashes of passwords" : " passwords") + " are in " + to);
        return 0;
    }

    private <T> T entries(Function<Stream<String>, T> reading) {
        try (var lines = Files.lines(list)) {
            return reading.apply(lines.map(String::strip).filter(l -> !l.isEmpty()));
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigException(list + " cannot be read as a list in UTF-8: " + e.getMessage());
        }
    }

    /// @throws ConfigException for a line that is no hash among hashes
    private Stream<String> kept(Stream<String> lines, boolean hashes) {
        if (!hashes) {
            return lines.map(PasswordFilter::normal).filter(l -> l.length() >= 4);
        }
        return lines.map(this::hash)
                .filter(m -> m.group(2) == null || Long.parseLong(m.group(2)) >= least)
                .map(m -> m.group(1));
    }

    private Matcher hash(String line) {
        var hash = HASH.matcher(line);
        if (!hash.matches()) {
            throw new ConfigException(list + " has a line that is no SHA-1 hash");
        }
        return hash;
    }
}
