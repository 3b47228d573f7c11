package gg.tap2.studio.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/// Nothing that one side alone changed is ever lost, whatever the other side did.
final class ThreeWayMergeProperties {
    private static ObjectNode node(Map<String, Integer> fields) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {"a", "b", "c", "d"}) {
            Integer value = fields.get(field);
            if (value == null) {
                node.putNull(field);
            } else {
                node.put(field, value);
            }
        }
        return node;
    }

    @Property
    void everySideKeepsWhatItAloneChanged(
            @ForAll @Size(max = 4)
                    Map<@StringLength(1) @CharRange(from = 'a', to = 'd') String, @IntRange(min = 0, max = 2) Integer>
                            b,
            @ForAll @Size(max = 4)
                    Map<@StringLength(1) @CharRange(from = 'a', to = 'd') String, @IntRange(min = 0, max = 2) Integer>
                            m,
            @ForAll @Size(max = 4)
                    Map<@StringLength(1) @CharRange(from = 'a', to = 'd') String, @IntRange(min = 0, max = 2) Integer>
                            t) {
        ObjectNode base = node(b);
        ObjectNode mine = node(m);
        ObjectNode theirs = node(t);
        var result = ThreeWayMerge.merge(base, mine, theirs);
        for (String field : new String[] {"a", "b", "c", "d"}) {
            boolean iChanged = !mine.get(field).equals(base.get(field));
            boolean theyChanged = !theirs.get(field).equals(base.get(field));
            if (iChanged && !theyChanged) {
                assertThat(result.merged().get(field)).isEqualTo(mine.get(field));
            } else if (theyChanged && !iChanged) {
                assertThat(result.merged().get(field)).isEqualTo(theirs.get(field));
            } else if (iChanged && !mine.get(field).equals(theirs.get(field))) {
                assertThat(result.conflicts()).contains(field);
            } else {
                assertThat(result.merged().get(field)).isEqualTo(mine.get(field));
            }
        }
        assertThat(ThreeWayMerge.merge(base, theirs, mine).conflicts())
                .containsExactlyInAnyOrderElementsOf(result.conflicts());
    }
}
