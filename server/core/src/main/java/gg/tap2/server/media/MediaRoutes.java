package gg.tap2.server.media;

import gg.tap2.model.Routes;
import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CopyParts;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.PresignParts;
import gg.tap2.model.media.Upload;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;

/// HTTP of uploads and public images.
final class MediaRoutes {
    private final Uploads uploads;
    private final Images images;
    private final Texts texts;

    MediaRoutes(Uploads uploads, Images images, Texts texts) {
        this.uploads = uploads;
        this.images = images;
        this.texts = texts;
    }

    private Upload told(Call c, Upload upload) {
        String code = upload.refusal();
        return code == null ? upload : upload.told(texts.get(c.locale(), "upload.refusal." + code));
    }

    void register(Routing r) {
        r.create(Routes.UPLOADS, Access.CREATOR, c -> {
            var u = uploads.create(c.creatorId(), c.body(CreateUpload.class));
            c.created(told(c, u), Routes.path(Routes.UPLOAD, u.id()));
        });
        // An open upload is told with the address to which its first part is sent.
        r.get(Routes.UPLOAD, Access.CREATOR, Proof.OWNER, c -> c.ok(told(c, uploads.get(c.creatorId(), c.id()))));
        r.delete(Routes.UPLOAD, Access.CREATOR, c -> {
            uploads.abort(c.creatorId(), c.id());
            c.noContent();
        });
        r.post(
                Routes.UPLOAD_PARTS,
                Access.CREATOR,
                c -> c.ok(uploads.presign(
                        c.creatorId(), c.id(), c.body(PresignParts.class).partNumbers())));
        r.post(Routes.UPLOAD_COPY, Access.CREATOR, c -> {
            var body = c.body(CopyParts.class);
            c.ok(uploads.copyParts(c.creatorId(), c.id(), body.fromUploadId(), body.partNumbers()));
        });
        r.add(new Route(
                Method.POST,
                Routes.UPLOAD_COMPLETE,
                Access.CREATOR,
                c -> c.ok(told(c, uploads.complete(c.creatorId(), c.id(), c.body(CompleteUpload.class)))),
                false,
                2 << 20,
                false));
        r.get(Routes.UPLOAD_MANIFEST, Access.CREATOR, c -> c.ok(uploads.manifest(c.creatorId(), c.id())));
        r.get("/img/{id}/{size}", Access.PUBLIC, c -> {
            String etag = "\"" + c.path("id") + c.path("size") + "\"";
            c.response()
                    .headers()
                    .set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable"));
            c.response().header(HeaderNames.ETAG, etag);
            if (c.header(HeaderNames.IF_NONE_MATCH).filter(etag::equals).isPresent()) {
                c.response().status(Status.NOT_MODIFIED_304).send();
                return;
            }
            c.send(200, "image/jpeg", images.find(c.id(), c.path("size")).orElseThrow(ApiException::notFound));
        });
    }
}
