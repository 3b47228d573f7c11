package gg.tap2.model.notices;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.List;

/// Where each group of notices goes. Groups that concern money or safety are always mailed. With `digest`, mail that
/// may wait is collected into one a day.
public record NoticePreferences(List<Group> groups, boolean digest) implements Validated {
    /// `required` groups are always mailed, whatever `mail` says.
    public record Group(String name, boolean mail, boolean feed, boolean push, boolean required) {}

    @Override
    public Violations validate() {
        return Violations.none().required("groups", groups);
    }
}
