package gg.tap2.studio.ui;

import gg.tap2.model.common.Violations;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;

/// Says what is wrong with a form in the words that stand beside its fields, marks them, and leads to the first.
public final class FormProblems {
    private static final String INVALID = "invalid";

    private FormProblems() {}

    /// A field of a form: the key of its label, and where one types.
    public record Field(String label, Node control) {}

    /// @param fields by the names of the contract; one that is missing is shown by its name
    public static String show(Texts texts, Violations broken, Map<String, Field> fields) {
        return check(texts, broken, fields, true);
    }

    /// The same; empty when nothing is wrong. `lead` puts the caret into the first field that is.
    public static String check(Texts texts, Violations broken, Map<String, Field> fields, boolean lead) {
        fields.values().forEach(f -> f.control().getStyleClass().remove(INVALID));
        Set<String> words = new LinkedHashSet<>();
        Node first = null;
        for (String name : broken.byField().keySet()) {
            Field field = fields.get(name);
            words.add(field == null ? name : texts.get(field.label()));
            if (field != null) {
                field.control().getStyleClass().add(INVALID);
                first = first == null ? field.control() : first;
            }
        }
        if (first != null && lead) {
            first.requestFocus();
        }
        return words.isEmpty() ? "" : texts.get("discounts.check", String.join(", ", words));
    }
}
