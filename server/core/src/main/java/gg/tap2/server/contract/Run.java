package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A story, played on both sides.
///
/// @param real empty without a test account
/// @param differences between the two, and of each from what is documented
/// @param more fields that only the real one has
public record Run(Story story, Optional<Notes> real, Notes standIn, List<String> differences, long more) {
    public static Run of(Story story, Optional<Target> real, Target standIn) {
        Notes here = played(story, standIn);
        Optional<Notes> there = real.map(t -> played(story, t));
        var differences = new ArrayList<String>();
        here.unexpected().forEach(u -> differences.add("the stand-in: " + u));
        there.ifPresent(n -> n.unexpected().forEach(u -> differences.add("the real one: " + u)));
        long more = 0;
        if (there.isPresent()) {
            Comparison both = Comparison.of(there.get().exchanges(), here.exchanges());
            differences.addAll(both.differences());
            more = both.more();
        }
        return new Run(story, there, here, List.copyOf(differences), more);
    }

    private static Notes played(Story story, Target target) {
        var notes = new Notes();
        try {
            story.play(target, notes);
        } catch (Exception e) {
            notes.failed(e);
        }
        return notes;
    }

    /// What was answered, without values; of the real one where there is one.
    public ObjectNode recorded() {
        var out = JsonNodeFactory.instance.objectNode().put("story", story.name());
        out.put("of", real.isPresent() ? "the real one" : "the stand-in");
        var list = out.putArray("exchanges");
        for (Exchange e : real.orElse(standIn).exchanges()) {
            var one =
                    list.addObject().put("step", e.step()).put("call", e.call()).put("answer", e.answer());
            if (!e.scrubbed().isMissingNode()) {
                one.set("body", e.scrubbed());
            }
        }
        return out;
    }
}
