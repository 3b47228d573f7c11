package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Objects of one stand-in: in memory, ordered by creation, with an append-only journal behind.
///
/// All changes of one transaction are one journal line, handed to the operating system in one write before the
/// transaction returns. A process killed at any moment therefore keeps whole transactions or none; a torn last line
/// is ignored. The journal is compacted when it is opened.
public final class ObjectStore implements AutoCloseable {
    private final Map<String, LinkedHashMap<String, ObjectNode>> types = new HashMap<>();
    private final Map<String, ObjectNode> byId = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Change> dirty = new LinkedHashMap<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final FileChannel journal;
    /// Length of the journal's whole lines.
    private long length;
    private int depth;

    private record Change(String type, String id) {}

    /// Opens, replays and compacts the journal.
    public ObjectStore(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file)) {
                replay(file);
            }
            compact(file);
            journal = FileChannel.open(file, StandardOpenOption.WRITE);
            length = journal.size();
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox journal " + file, e);
        }
    }

    private void replay(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode changes;
                try {
                    changes = Json.MAPPER.readTree(line);
                } catch (IOException torn) {
                    continue;
                }
                for (JsonNode change : changes) {
                    String type = change.path("t").asText();
                    String id = change.path("id").asText();
                    if (change.get("o") instanceof ObjectNode object) {
                        typed(type).put(id, object);
                        byId.put(id, object);
                    } else {
                        typed(type).remove(id);
                        byId.remove(id);
                    }
                }
            }
        }
    }

    private void compact(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16)) {
            for (var type : types.entrySet()) {
                for (var entry : type.getValue().entrySet()) {
                    ArrayNode line = Json.array();
                    line.add(change(type.getKey(), entry.getKey(), entry.getValue()));
                    out.write(Json.bytes(line));
                    out.write('\n');
                }
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ObjectNode change(String type, String id, @Nullable ObjectNode object) {
        ObjectNode change = Json.object().put("t", type).put("id", id);
        change.set("o", object);
        return change;
    }

    private LinkedHashMap<String, ObjectNode> typed(String type) {
        return types.computeIfAbsent(type, ignored -> new LinkedHashMap<>());
    }

    /// Runs work under the store's lock and journals what it changed, also when it throws: a declined payment
    /// leaves its trace. Nested calls join the outer transaction.
    public <T> T inTransaction(Supplier<T> work) {
        List<Runnable> committed = List.of();
        lock.lock();
        try {
            depth++;
            try {
                return work.get();
            } finally {
                depth--;
                if (depth == 0) {
                    committed = commit();
                }
            }
        } finally {
            lock.unlock();
            committed.forEach(Runnable::run);
        }
    }

    public void run(Runnable work) {
        inTransaction(() -> {
            work.run();
            return true;
        });
    }

    private List<Runnable> commit() {
        if (!dirty.isEmpty()) {
            ArrayNode line = Json.array();
            dirty.values()
                    .forEach(c ->
                            line.add(change(c.type(), c.id(), typed(c.type()).get(c.id()))));
            byte[] body = Json.bytes(line);
            byte[] bytes = java.util.Arrays.copyOf(body, body.length + 1);
            bytes[body.length] = '\n';
            append(bytes);
            dirty.clear();
        }
        List<Runnable> runnables = List.copyOf(afterCommit);
        afterCommit.clear();
        return runnables;
    }

    /// What could not be written, as on a full disk, is written with the next transaction; no half line stays.
    private void append(byte[] line) {
        try {
            ByteBuffer left = ByteBuffer.wrap(line);
            for (long at = length; left.hasRemaining(); ) {
                at += journal.write(left, at);
            }
            length += line.length;
        } catch (IOException e) {
            try {
                journal.truncate(length);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw new UncheckedIOException(e);
        }
    }

    /// Runs after the surrounding transaction is journalled and the lock is free.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    public void put(String type, String id, ObjectNode object) {
        typed(type).put(id, object);
        byId.put(id, object);
        dirty.put(type + '\u0000' + id, new Change(type, id));
    }

    public void remove(String type, String id) {
        typed(type).remove(id);
        byId.remove(id);
        dirty.put(type + '\u0000' + id, new Change(type, id));
    }

    /// Forgets the oldest objects of a type beyond `keep`, up to the first that may not go.
    public void trim(String type, int keep, Predicate<ObjectNode> mayGo) {
        Map<String, ObjectNode> all = typed(type);
        while (all.size() > keep) {
            var oldest = all.entrySet().iterator().next();
            if (!mayGo.test(oldest.getValue())) {
                return;
            }
            remove(type, oldest.getKey());
        }
    }

    public @Nullable ObjectNode find(String type, String id) {
        return typed(type).get(id);
    }

    public @Nullable ObjectNode findAny(String id) {
        return byId.get(id);
    }

    /// Every object of a type, oldest first. A copy: the caller may change the store while walking it.
    public List<ObjectNode> all(String type) {
        return List.copyOf(typed(type).values());
    }

    /// Every object of a type, newest first.
    public Collection<ObjectNode> newestFirst(String type) {
        return typed(type).sequencedValues().reversed();
    }

    public int count(String type) {
        return typed(type).size();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
