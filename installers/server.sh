#!/bin/sh
# The server as a plain archive for every system with a JDK 25, and as a .deb with its own runtime and systemd unit.
set -eu
NAME="tap2-server-$VERSION"
SRC="$ROOT/installers/server"
TREE="$OUT/$NAME"
rm -rf "$TREE"
mkdir -p "$TREE/lib"

echo "tap2: gathering the server $VERSION"
cp "$ROOT/server/launcher/target/server-launcher-$VERSION.jar" "$ROOT"/server/launcher/target/lib/*.jar "$TREE/lib/"
cp "$ROOT/LICENSE" "$ROOT/THIRD-PARTY-NOTICES.md" "$SRC/server.properties" "$TREE/"
cp "$SRC/tap2-server" "$TREE/tap2-server"
chmod 755 "$TREE/tap2-server"
find "$TREE" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$OUT" && tar --sort=name --owner=0 --group=0 --numeric-owner -cf - "$NAME" | gzip -n -6 > "$NAME.tar.gz")

if ! command -v dpkg-deb >/dev/null 2>&1; then
    echo "tap2: no server .deb: it needs dpkg-deb"
    rm -rf "$TREE"
    exit 0
fi

echo "tap2: making the server's .deb"
DEB="$OUT/deb"
HOME_DIR="$DEB/usr/share/tap2-server"
rm -rf "$DEB"
mkdir -p "$HOME_DIR" "$DEB/DEBIAN" "$DEB/usr/bin" "$DEB/etc/tap2" "$DEB/etc/default" "$DEB/lib/systemd/system" "$DEB/usr/share/doc/tap2-server"
cp -a "$TREE/lib" "$HOME_DIR/"
rm -f "$HOME_DIR"/lib/embedded-postgres-binaries-darwin-* "$HOME_DIR"/lib/embedded-postgres-binaries-windows-*
"$JAVA_HOME/bin/jlink" --output "$HOME_DIR/runtime" --strip-debug --no-man-pages --no-header-files --compress zip-6 \
    --add-modules java.se,jdk.crypto.ec,jdk.unsupported,jdk.zipfs,jdk.localedata,jdk.net,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.security.auth \
    --include-locales=en,de
install -m 755 "$SRC/tap2-server" "$HOME_DIR/tap2-server"
ln -s ../share/tap2-server/tap2-server "$DEB/usr/bin/tap2-server"
install -m 640 "$SRC/server.properties" "$DEB/etc/tap2/server.properties"
install -m 644 "$SRC/debian/default" "$DEB/etc/default/tap2-server"
install -m 644 "$SRC/tap2-server.service" "$DEB/lib/systemd/system/tap2-server.service"
install -m 644 "$ROOT/LICENSE" "$DEB/usr/share/doc/tap2-server/copyright"
install -m 644 "$ROOT/THIRD-PARTY-NOTICES.md" "$DEB/usr/share/doc/tap2-server/"
for script in postinst prerm postrm; do install -m 755 "$SRC/debian/$script" "$DEB/DEBIAN/$script"; done
printf '/etc/tap2/server.properties\n/etc/default/tap2-server\n' > "$DEB/DEBIAN/conffiles"

# A cache with linked classes is recorded here and used where the package is installed; a library that seals its packages
# would refuse to be linked from another place, and the JVM to start.
for jar in "$HOME_DIR"/lib/*.jar; do
    work=$(mktemp -d)
    if (cd "$work" && "$JAVA_HOME/bin/jar" --extract --file "$jar" META-INF/MANIFEST.MF && grep -q '^Sealed: *true' META-INF/MANIFEST.MF) 2>/dev/null; then
        echo "tap2: unsealing $(basename "$jar")"
        (cd "$work" && "$JAVA_HOME/bin/jar" --extract --file "$jar" && sed -i '/^Sealed:/d' META-INF/MANIFEST.MF &&
            "$JAVA_HOME/bin/jar" --create --file "$jar" --manifest META-INF/MANIFEST.MF --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" .)
    fi
    rm -rf "$work"
done
# The cache knows the jars by their times, and a .deb holds no time later than the version's.
find "$HOME_DIR/lib" -name '*.jar' -exec touch -d "@$SOURCE_DATE_EPOCH" {} +

echo "tap2: recording a start"
"$HOME_DIR/runtime/bin/java" -XX:AOTCacheOutput="$HOME_DIR/server.aot" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$("$HOME_DIR/tap2-server" --class-path)" gg.tap2.server.app.Main warm-up >"$OUT/record.log" 2>&1 ||
    { grep -v "\[aot\]" "$OUT/record.log" >&2; exit 1; }
rm -f "$OUT/record.log"

size=$(du -sk "$DEB" | cut -f1)
sed -e "s/@VERSION@/$VERSION/" -e "s/@SIZE@/$size/" "$SRC/debian/control" > "$DEB/DEBIAN/control"
find "$DEB" -newermt "@$SOURCE_DATE_EPOCH" ! -name '*.jar' ! -path '*/runtime/*' ! -name '*.aot' -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zzstd -z9 --build "$DEB" "$OUT/tap2-server_${VERSION}_amd64.deb" >/dev/null
rm -rf "$TREE" "$DEB"
