#!/bin/sh
# Builds the studio's app-image and, on Debian-like systems, its .deb, with a jlinked runtime. Called by ./tap2 package
# after both modules are built; JAVA_HOME is the JDK to use.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
OUT="$ROOT/installers/target"
VERSION=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml" | head -n 1)
rm -rf "$OUT"
mkdir -p "$OUT/input"

echo "tap2: gathering the studio $VERSION"
(cd "$ROOT/studio-desktop/target/classes" && "$JAVA_HOME/bin/jar" --create --file "$OUT/input/studio-desktop.jar" .)
(cd "$ROOT/shared-model/target/classes" && "$JAVA_HOME/bin/jar" --create --file "$OUT/input/shared-model.jar" .)
for jar in "$ROOT"/studio-desktop/target/lib/*.jar; do
    case "$(basename "$jar")" in
        shared-model-*) ;;
        *) cp "$jar" "$OUT/input/" ;;
    esac
done

echo "tap2: linking a runtime"
"$JAVA_HOME/bin/jlink" --output "$OUT/runtime" --strip-debug --no-man-pages --no-header-files --compress zip-6 --generate-cds-archive \
    --add-modules java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.prefs,java.scripting,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.jsobject,jdk.unsupported,jdk.unsupported.desktop,jdk.zipfs,jdk.localedata

common="--name tap2-studio --app-version $VERSION --vendor Tap2 --description Tap2-Studio"
echo "tap2: making the app image"
# shellcheck disable=SC2086
"$JAVA_HOME/bin/jpackage" --type app-image $common --dest "$OUT" --input "$OUT/input" --runtime-image "$OUT/runtime" \
    --main-jar studio-desktop.jar --main-class gg.tap2.studio.app.Main \
    --java-options "--enable-native-access=ALL-UNNAMED" --java-options "--sun-misc-unsafe-memory-access=allow" \
    --java-options "--add-opens=javafx.graphics/javafx.scene=ALL-UNNAMED" --java-options "-XX:+UseSerialGC" --java-options "-Xmx400m"

if command -v dpkg-deb >/dev/null 2>&1 && command -v fakeroot >/dev/null 2>&1; then
    echo "tap2: making the .deb"
    # shellcheck disable=SC2086
    "$JAVA_HOME/bin/jpackage" --type deb $common --dest "$OUT" --app-image "$OUT/tap2-studio" \
        --linux-package-deps "libgtk-3-0 | libgtk-3-0t64, libgl1, libxxf86vm1, libpangoft2-1.0-0" --linux-shortcut --linux-menu-group Office
else
    echo "tap2: no .deb: it needs dpkg-deb and fakeroot"
fi

echo "tap2: making the server archive"
mkdir -p "$OUT/tap2-server-$VERSION/lib"
cp "$ROOT"/server/target/lib/*.jar "$OUT/tap2-server-$VERSION/lib/"
rm -f "$OUT/tap2-server-$VERSION"/lib/shared-model-*.jar
(cd "$ROOT/server/target/classes" && "$JAVA_HOME/bin/jar" --create --file "$OUT/tap2-server-$VERSION/lib/server.jar" .)
cp "$OUT/input/shared-model.jar" "$OUT/tap2-server-$VERSION/lib/"
cat > "$OUT/tap2-server-$VERSION/tap2-server" <<'RUN'
#!/bin/sh
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx"${TAP2_HEAP:-512m}" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow ${TAP2_JAVA_OPTS:-} -cp "$HERE/lib/*" gg.tap2.server.app.Main "$@"
RUN
chmod +x "$OUT/tap2-server-$VERSION/tap2-server"
(cd "$OUT" && tar -czf "tap2-server-$VERSION.tar.gz" "tap2-server-$VERSION")
rm -rf "$OUT/tap2-server-$VERSION" "$OUT/input" "$OUT/runtime"
(cd "$OUT" && find . -maxdepth 1 -type f ! -name SHA256SUMS -exec sha256sum {} + > SHA256SUMS)
ls -lh "$OUT"
