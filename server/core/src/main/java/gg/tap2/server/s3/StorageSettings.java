package gg.tap2.server.s3;

import gg.tap2.server.platform.config.Secret;
import java.net.URI;

/// Where storage is. `publicEndpoint` is what browsers and studios reach; presigned URLs name it.
public record StorageSettings(
        URI endpoint, URI publicEndpoint, String region, String bucket, String accessKey, Secret secretKey) {}
