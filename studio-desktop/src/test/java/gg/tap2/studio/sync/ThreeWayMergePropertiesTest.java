package gg.tap2.studio.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.studio.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Nothing that one side alone changed is ever lost, whatever the other side did.
final class ThreeWayMergePropertiesTest {
    private static ObjectNode node(Random random) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {"a", "b", "c", "d"}) {
            int value = random.nextInt(4);
            if (value == 3) {
                node.putNull(field);
            } else {
                node.put(field, value);
            }
        }
        return node;
    }

    @Test
    void everySideKeepsWhatItAloneChanged() {
        Seeds.forAll(5_000, random -> merged(node(random), node(random), node(random)));
    }

    private static void merged(ObjectNode base, ObjectNode mine, ObjectNode theirs) {
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
