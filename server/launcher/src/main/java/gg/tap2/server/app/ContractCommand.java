package gg.tap2.server.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import gg.tap2.server.contract.Exchange;
import gg.tap2.server.contract.Run;
import gg.tap2.server.contract.Story;
import gg.tap2.server.contract.Target;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 contract NAME…`: one documented story for each provider, played against its test account and our stand-in.
@Command(
        name = "contract",
        description = {
            "Plays one documented story of stripe, plaid, google, s3, smtp, flowpay or wise (all of them without a name)",
            "against the provider's test account and against our stand-in, and prints where they differ.",
            "Test accounts are named by TAP2_CONTRACT_… in the environment (docs/how-to/compare-with-a-provider.md)."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:no difference; without a test account the stand-in alone was as documented",
            "1:differences, each on a line",
            "2:a story that nobody knows, or a file that cannot be written"
        })
final class ContractCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "which stories; default: all")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "writes what was answered, without its values, as JSON")
    @Nullable
    Path record;

    @Option(names = "--steps", description = "prints every call with its answer")
    boolean steps;

    private final Map<String, String> environment;

    ContractCommand() {
        this(System.getenv());
    }

    ContractCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        List<Story> chosen = chosen();
        Path folder = Files.createTempDirectory("tap2-contract-");
        var runs = new ArrayList<Run>();
        try (var standIns = new ContractStandIns(folder)) {
            for (Story story : chosen) {
                Optional<Target> real = story.real(environment);
                if (real.isEmpty()) {
                    System.out.println(story.name() + ": no test account (" + names(story)
                            + " in the environment); the stand-in alone");
                }
                Run run = Run.of(story, real, standIns.of(story));
                runs.add(run);
                print(run);
            }
        } finally {
            delete(folder);
        }
        if (record != null) {
            write(runs, record);
        }
        return runs.stream().allMatch(r -> r.differences().isEmpty()) ? 0 : 1;
    }

    private List<Story> chosen() {
        List<Story> all = Story.all();
        for (String name : names) {
            if (all.stream().noneMatch(s -> s.name().equals(name))) {
                throw new ConfigException("contract: there is no story of '" + name + "'; there are "
                        + all.stream().map(Story::name).collect(Collectors.joining(", ")));
            }
        }
        return all.stream()
                .filter(s -> names.isEmpty() || names.contains(s.name()))
                .toList();
    }

    private static String names(Story story) {
        return story.keys().stream().map(k -> "TAP2_CONTRACT_" + k).collect(Collectors.joining(", "));
    }

    private void print(Run run) {
        if (steps) {
            for (Exchange e : run.real().orElse(run.standIn()).exchanges()) {
                System.out.printf("  %-32s %-52s %s%n", e.step(), e.call(), e.answer());
            }
        }
        String name = run.story().name();
        run.differences().forEach(d -> System.out.println(name + ": " + d));
        if (run.differences().isEmpty()) {
            int calls = run.standIn().exchanges().size();
            System.out.println(name + ": "
                    + (run.real().isPresent()
                            ? "no difference in " + calls + " answers; the real one has " + run.more()
                                    + " fields besides"
                            : "as documented in " + calls + " answers"));
        }
    }

    private static void write(List<Run> runs, Path file) {
        var all = JsonNodeFactory.instance.arrayNode();
        runs.forEach(r -> all.add(r.recorded()));
        try {
            Files.writeString(
                    file, Json.LENIENT.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
        } catch (IOException e) {
            throw new ConfigException("contract: " + file + " cannot be written: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
