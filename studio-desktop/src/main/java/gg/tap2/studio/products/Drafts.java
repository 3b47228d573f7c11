package gg.tap2.studio.products;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.platform.Json;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changed copies of a product's content. By JSON field name, the same names that merging and history speak of.
final class Drafts {
    private Drafts() {}

    static SaveProduct with(SaveProduct product, String field, @Nullable Object value) {
        ObjectNode tree = Json.tree(product);
        tree.set(field, Json.MAPPER.valueToTree(value));
        return Json.fromTree(tree, SaveProduct.class);
    }

    /// A copy's files and lessons are things of their own.
    static SaveProduct withFreshFileIds(SaveProduct product, InstantSource clock) {
        Map<UUID, UUID> fresh = new HashMap<>();
        List<SaveProduct.FileRef> files = files(product).stream()
                .map(f -> {
                    UUID id = Ids.next(clock);
                    fresh.put(f.id(), id);
                    return new SaveProduct.FileRef(id, f.uploadId(), f.title(), f.note());
                })
                .toList();
        List<Lesson> lessons = lessons(product).stream()
                .map(l -> new Lesson(
                        Ids.next(clock),
                        l.title(),
                        l.content(),
                        l.fileIds().stream().map(fresh::get).toList()))
                .toList();
        return with(with(product, "files", files), "lessons", lessons);
    }

    static List<SaveProduct.FileRef> files(SaveProduct product) {
        List<SaveProduct.FileRef> files = product.files();
        return files == null ? List.of() : files;
    }

    static List<Lesson> lessons(SaveProduct product) {
        List<Lesson> lessons = product.lessons();
        return lessons == null ? List.of() : lessons;
    }

    static List<String> tags(SaveProduct product) {
        List<String> tags = product.tags();
        return tags == null ? List.of() : tags;
    }
}
