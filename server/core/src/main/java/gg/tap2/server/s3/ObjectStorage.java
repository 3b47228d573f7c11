package gg.tap2.server.s3;

import gg.tap2.model.media.Upload;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The bucket. Checksums are computed only where the API requires them, because R2 and other stores refuse
/// newer defaults; the platform keeps its own SHA-256 of every file.
public final class ObjectStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectStorage.class);
    private static final Set<String> REFUSED_PARTS =
            Set.of("InvalidPart", "InvalidPartOrder", "EntityTooSmall", "EntityTooLarge", "InvalidRequest");
    private static final long TELL_AGAIN_NANOS = Duration.ofMinutes(10).toNanos();
    private static final Map<String, Long> TOLD = new ConcurrentHashMap<>();

    private final StorageSettings settings;
    private final S3Client client;
    private final S3Presigner presigner;

    public ObjectStorage(StorageSettings settings) {
        this.settings = settings;
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                settings.accessKey(), settings.secretKey().value()));
        var s3 = S3Configuration.builder()
                .pathStyleAccessEnabled(true)
                .chunkedEncodingEnabled(false)
                .build();
        this.client = S3Client.builder()
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(s3)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(c -> c.addExecutionInterceptor(new TracedStorage()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(3))
                        .socketTimeout(Duration.ofSeconds(20)))
                .build();
        this.presigner = S3Presigner.builder()
                .endpointOverride(settings.publicEndpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(s3)
                .build();
    }

    /// Makes the bucket when it is not there.
    public void ensureBucket() {
        call(() -> {
            try {
                return client.headBucket(b -> b.bucket(settings.bucket()));
            } catch (S3Exception e) {
                return client.createBucket(b -> b.bucket(settings.bucket()));
            }
        });
    }

    public String startMultipart(String key, String contentType) {
        return call(() -> client.createMultipartUpload(
                        b -> b.bucket(settings.bucket()).key(key).contentType(contentType))
                .uploadId());
    }

    /// The URL to PUT exactly `length` bytes of one part to.
    public String presignPart(String key, String uploadId, int partNumber, long length, Duration validity) {
        return presigner
                .presignUploadPart(p -> p.signatureDuration(validity)
                        .uploadPartRequest(u -> u.bucket(settings.bucket())
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(partNumber)
                                .contentLength(length)))
                .url()
                .toString();
    }

    /// The parts that storage holds; empty when it does not know the upload.
    public Optional<List<Upload.StoredPart>> listParts(String key, String uploadId) {
        return call(() -> {
            var out = new ArrayList<Upload.StoredPart>();
            Integer marker = null;
            try {
                while (true) {
                    Integer from = marker;
                    var page = client.listParts(b -> b.bucket(settings.bucket())
                            .key(key)
                            .uploadId(uploadId)
                            .partNumberMarker(from)
                            .maxParts(1000));
                    page.parts().forEach(p -> out.add(new Upload.StoredPart(p.partNumber(), p.size(), p.eTag())));
                    if (!Boolean.TRUE.equals(page.isTruncated())) {
                        return Optional.of(out);
                    }
                    marker = page.nextPartNumberMarker();
                }
            } catch (NoSuchUploadException e) {
                return Optional.empty();
            }
        });
    }

    /// Completes; repeating it after it worked is harmless when the object is there.
    ///
    /// @return false when storage refuses the parts themselves; a throttle or a refused key is no word
    /// about them
    public boolean completeMultipart(String key, String uploadId, List<Upload.StoredPart> parts) {
        var completed = parts.stream()
                .map(p -> CompletedPart.builder()
                        .partNumber(p.partNumber())
                        .eTag(p.etag())
                        .build())
                .toList();
        return call(() -> {
            try {
                client.completeMultipartUpload(b -> b.bucket(settings.bucket())
                        .key(key)
                        .uploadId(uploadId)
                        .multipartUpload(m -> m.parts(completed)));
                return true;
            } catch (NoSuchUploadException e) {
                return size(key).isPresent();
            } catch (S3Exception e) {
                if (REFUSED_PARTS.contains(code(e))) {
                    return false;
                }
                throw e;
            }
        });
    }

    public void abortMultipart(String key, String uploadId) {
        call(() -> {
            try {
                client.abortMultipartUpload(
                        b -> b.bucket(settings.bucket()).key(key).uploadId(uploadId));
            } catch (NoSuchUploadException e) {
                // already gone
            }
            return true;
        });
    }

    public Optional<Long> size(String key) {
        return call(() -> {
            try {
                return Optional.of(
                        client.headObject(b -> b.bucket(settings.bucket()).key(key))
                                .contentLength());
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /// The object's bytes; the caller closes the stream.
    public InputStream open(String key) {
        return call(() -> client.getObject(b -> b.bucket(settings.bucket()).key(key)));
    }

    /// The object's bytes from `offset` on; the caller closes the stream.
    public InputStream open(String key, long offset) {
        return call(
                () -> client.getObject(b -> b.bucket(settings.bucket()).key(key).range("bytes=" + offset + "-")));
    }

    /// Exactly the bytes from `offset` to `offset + length - 1`, which the object must have.
    public byte[] read(String key, long offset, int length) {
        return call(() -> client.getObjectAsBytes(b ->
                        b.bucket(settings.bucket()).key(key).range("bytes=" + offset + "-" + (offset + length - 1)))
                .asByteArray());
    }

    public void put(String key, String contentType, byte[] bytes) {
        call(() -> client.putObject(
                b -> b.bucket(settings.bucket()).key(key).contentType(contentType), RequestBody.fromBytes(bytes)));
    }

    public void delete(String key) {
        call(() -> client.deleteObject(b -> b.bucket(settings.bucket()).key(key)));
    }

    /// Copies a byte range of one object into a part of another, inside storage.
    public String copyPart(String fromKey, long firstByte, long lastByte, String key, String uploadId, int partNumber) {
        return call(() -> client.uploadPartCopy(b -> b.sourceBucket(settings.bucket())
                        .sourceKey(fromKey)
                        .copySourceRange("bytes=" + firstByte + "-" + lastByte)
                        .destinationBucket(settings.bucket())
                        .destinationKey(key)
                        .uploadId(uploadId)
                        .partNumber(partNumber))
                .copyPartResult()
                .eTag());
    }

    /// A URL that delivers the object under a name and type of our choice. It answers ranges and HEAD like any
    /// object.
    public String presignGet(String key, String contentType, @Nullable String disposition, Duration validity) {
        return presigner
                .presignGetObject(p -> p.signatureDuration(validity)
                        .getObjectRequest(g -> g.bucket(settings.bucket())
                                .key(key)
                                .responseContentType(contentType)
                                .responseContentDisposition(disposition)))
                .url()
                .toString();
    }

    /// Keys and ids of multipart uploads that nobody completed.
    public Map<String, String> openMultiparts() {
        return call(() -> {
            var out = new java.util.LinkedHashMap<String, String>();
            client.listMultipartUploads(b -> b.bucket(settings.bucket()))
                    .uploads()
                    .forEach(u -> out.put(u.uploadId(), u.key()));
            return out;
        });
    }

    private static <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkClientException e) {
            throw new StorageUnavailableException(e);
        } catch (S3Exception e) {
            if (e.statusCode() == 401 || e.statusCode() == 403) {
                ours(e);
            }
            if (isUnavailable(e)) {
                throw new StorageUnavailableException(e);
            }
            throw e;
        }
    }

    /// Not now, or not for us: nothing is known of the object. A store says the second also of an object
    /// that is not
    /// there when our key may not list the bucket.
    private static boolean isUnavailable(S3Exception e) {
        int status = e.statusCode();
        return status >= 500 || status == 429 || status == 408 || status == 401 || status == 403;
    }

    /// For the operator to mend, and said once for each code in a while rather than for every request.
    private static void ours(S3Exception e) {
        long now = System.nanoTime();
        Long last = TOLD.get(code(e));
        if (last == null || now - last > TELL_AGAIN_NANOS) {
            TOLD.put(code(e), now);
            LOG.error(
                    "storage refuses our key ({} {}): look at s3.access-key, its rights on the bucket, and this machine's clock",
                    e.statusCode(),
                    code(e));
        }
    }

    private static String code(S3Exception e) {
        var details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    @Override
    public void close() {
        client.close();
        presigner.close();
    }
}
