package gg.tap2.server.library;

import gg.tap2.model.media.FileTypes;
import gg.tap2.server.library.DownloadLinks.Item;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.s3.ObjectStorage;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Sends files: single ones by a short-lived storage address, several as a ZIP that is made while it is sent.
final class Delivery {
    /// Players ask for later parts of a film at the storage's address, and so do downloads that were paused
    /// (rails/rails#41657, sciencehistory/scihist_digicoll#1611): it outlives an evening.
    static final Duration VALID = Duration.ofHours(12);

    private static final Set<String> NAMED = Set.of(
            "application/epub+zip",
            "application/x-7z-compressed",
            "application/gzip",
            "application/vnd.rar",
            "application/x-rar-compressed",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation");

    private final ObjectStorage storage;

    Delivery(ObjectStorage storage) {
        this.storage = storage;
    }

    /// Redirects to storage, which answers ranges.
    void redirect(Call call, Item item, boolean inline) {
        boolean show = inline && isShown(item.contentType());
        String url = storage.presignGet(
                item.storageKey(),
                show ? item.contentType() : safeType(item.contentType()),
                disposition(show ? "inline" : "attachment", item.fileName()),
                VALID);
        noStore(call);
        call.response().header(HeaderNames.LOCATION, url);
        call.response().status(Status.FOUND_302).send();
    }

    /// The bytes themselves: a page can keep only what comes from its own origin.
    void send(Call call, Item item) {
        noStore(call);
        call.response().header(HeaderNames.CONTENT_DISPOSITION, disposition("attachment", item.fileName()));
        call.response().header(HeaderNames.CONTENT_LENGTH, Long.toString(item.size()));
        call.stream(safeType(item.contentType()), out -> {
            try (var in = storage.open(item.storageKey())) {
                in.transferTo(out);
            } catch (software.amazon.awssdk.core.exception.SdkException e) {
                throw new IOException(e);
            }
        });
    }

    /// What a GET would deliver, without an address that could be used instead of one.
    void describe(Call call, Item item) {
        noStore(call);
        var r = call.response();
        r.header(HeaderNames.CONTENT_TYPE, safeType(item.contentType()));
        r.header(HeaderNames.CONTENT_DISPOSITION, disposition("attachment", item.fileName()));
        r.header(HeaderNames.ACCEPT_RANGES, "bytes");
        r.header(HeaderNames.CONTENT_LENGTH, Long.toString(item.size()));
        r.status(Status.OK_200).send();
    }

    void zip(Call call, String name, List<Item> items) {
        noStore(call);
        call.response().header(HeaderNames.CONTENT_DISPOSITION, disposition("attachment", name + ".zip"));
        call.stream("application/zip", out -> {
            var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            zip.setLevel(0);
            var names = new HashSet<String>();
            for (Item item : items) {
                zip.putNextEntry(new ZipEntry(unique(names, FileNames.plain(item.fileName()))));
                try (var in = storage.open(item.storageKey())) {
                    in.transferTo(zip);
                } catch (software.amazon.awssdk.core.exception.SdkException e) {
                    throw new IOException(e);
                }
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private static String unique(HashSet<String> taken, String name) {
        String result = name;
        for (int i = 2; !taken.add(result); i++) {
            int dot = name.lastIndexOf('.');
            result = dot > 0 ? name.substring(0, dot) + " (" + i + ")" + name.substring(dot) : name + " (" + i + ")";
        }
        return result;
    }

    private static void noStore(Call call) {
        call.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "private, no-store"));
    }

    /// Types that a browser may show by itself without running anything: those whose content was checked.
    static boolean isShown(String type) {
        return FileTypes.isChecked(type) && !type.equals("application/zip");
    }

    /// What is no page, no script and no drawing keeps its type, so that a phone knows what opens it.
    private static String safeType(String type) {
        boolean named = FileTypes.isChecked(type)
                || type.startsWith("audio/")
                || type.startsWith("video/")
                || type.startsWith("font/")
                || (type.startsWith("image/") && !type.contains("svg") && !type.contains("xml"))
                || NAMED.contains(type);
        return named ? type : FileTypes.ANY;
    }

    /// RFC 6266 with the UTF-8 form of RFC 8187.
    static String disposition(String kind, String fileName) {
        String name = FileNames.plain(fileName);
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 128 && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", (int) c));
            }
        }
        String ascii = name.replaceAll("[^\\x20-\\x7e]", "_").replace("%", "_");
        return kind + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
