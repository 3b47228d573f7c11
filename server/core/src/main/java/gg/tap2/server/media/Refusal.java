package gg.tap2.server.media;

/// Why a stored file is not taken. Codes are part of the API; the studio has a text for each.
final class Refusal extends Exception {
    /// The content is not what its type says.
    static final String MISMATCH = "content_mismatch";
    /// The bytes are also something else: a script, a page or an archive hides in them.
    static final String AMBIGUOUS = "content_ambiguous";
    /// The archive unpacks to far more than it is, says less than it holds, or nests too deep.
    static final String BOMB = "archive_bomb";
    /// An entry or a link of the archive leads out of the folder it is unpacked to.
    static final String PATHS = "archive_paths";
    /// The archive is broken.
    static final String UNREADABLE = "archive_unreadable";
    /// More pixels than we decode or deliver.
    static final String PIXELS = "image_too_large";
    /// Not an image that can be decoded.
    static final String IMAGE = "image_unreadable";

    /// More entries than anybody's program lists.
    static final String TOO_MANY = "archive_too_many";
    /// A HEIC or AVIF picture, which pages cannot show everywhere.
    static final String PICTURE_FORMAT = "image_format";
    /// A program or script that is not in an archive.
    static final String PROGRAM = "program";

    private static final long serialVersionUID = 1;

    private final String code;

    Refusal(String code) {
        super(code, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
