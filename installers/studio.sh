#!/bin/sh
# The studio as an app image with its own runtime and an AOT cache, and on Debian-like systems as a .deb.
set -eu
IN="$OUT/input"
APP="$OUT/tap2-studio"
RES="$ROOT/installers/studio"
rm -rf "$IN" "$APP" "$OUT/runtime"
mkdir -p "$IN"

echo "tap2: gathering the studio $VERSION"
cp "$ROOT/studio-desktop/target/studio-desktop-$VERSION.jar" "$IN/"
cp "$ROOT/shared-model/target/shared-model-$VERSION.jar" "$IN/"
for jar in "$ROOT"/studio-desktop/target/lib/*.jar; do
    case "$(basename "$jar")" in
        shared-model-*) ;;
        *) cp "$jar" "$IN/" ;;
    esac
done
# Two libraries carry the native code of every system; only this one's is kept.
thin() {
    jar=$(find "$IN" -name "$1")
    work=$(mktemp -d)
    (cd "$work" && "$JAVA_HOME/bin/jar" --extract --file "$jar")
    find "$work/$2" -type f \( -name '*.so' -o -name '*.dll' -o -name '*.dylib' -o -name '*.jnilib' -o -name '*.a' \) \
        ! -path "*/$3/*" -delete
    find "$work" -type d -empty -delete
    rm "$jar"
    (cd "$work" && "$JAVA_HOME/bin/jar" --create --file "$jar" --manifest META-INF/MANIFEST.MF \
        --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" .)
    rm -rf "$work"
}
# A cache takes no class of a signed jar, and checking signatures is what a start has no time for. The packages' own
# checksums say that the jars are the ones that were built.
unsign() {
    jar=$1
    work=$(mktemp -d)
    (cd "$work" && "$JAVA_HOME/bin/jar" --extract --file "$jar")
    find "$work/META-INF" -maxdepth 1 -type f \( -name '*.SF' -o -name '*.RSA' -o -name '*.DSA' -o -name '*.EC' \) -delete
    # Only the digests of the signature stand below the manifest's first section.
    sed -i '/^\r\{0,1\}$/q' "$work/META-INF/MANIFEST.MF"
    rm "$jar"
    (cd "$work" && "$JAVA_HOME/bin/jar" --create --file "$jar" --manifest META-INF/MANIFEST.MF \
        --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" .)
    rm -rf "$work"
}
for jar in "$IN"/*.jar; do
    if "$JAVA_HOME/bin/jar" --list --file "$jar" | grep -q '^META-INF/[^/]*\.SF$'; then unsign "$jar"; fi
done
if [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ]; then
    thin 'sqlite-jdbc-*.jar' org/sqlite/native Linux/x86_64
    thin 'jna-[0-9]*.jar' com/sun/jna linux-x86-64
fi
mkdir "$IN/licences"
cp "$ROOT/LICENSE" "$ROOT/THIRD-PARTY-NOTICES.md" "$IN/licences/"

echo "tap2: linking a runtime"
"$JAVA_HOME/bin/jlink" --output "$OUT/runtime" --strip-debug --no-man-pages --no-header-files --compress zip-6 \
    --add-modules java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.prefs,java.scripting,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.jsobject,jdk.unsupported,jdk.unsupported.desktop,jdk.zipfs,jdk.localedata,jdk.net \
    --include-locales=en,de

echo "tap2: making the app image"
set -- --name tap2-studio --app-version "$VERSION" --vendor "Tap2" --description "Tap2 Studio" \
    --copyright "GPL-3.0-or-later" --icon "$RES/tap2-studio.png"
"$JAVA_HOME/bin/jpackage" --type app-image "$@" --dest "$OUT" --input "$IN" --runtime-image "$OUT/runtime" \
    --main-jar "studio-desktop-$VERSION.jar" --main-class gg.tap2.studio.app.Main \
    --java-options "--enable-native-access=ALL-UNNAMED" --java-options "--sun-misc-unsafe-memory-access=allow" \
    --java-options "--add-opens=javafx.graphics/javafx.scene=ALL-UNNAMED" --java-options "-XX:+UseSerialGC" \
    --java-options "-XX:+UseCompactObjectHeaders" --java-options "-Xmx176m" --java-options "-XX:TieredStopAtLevel=1" \
    --java-options "-XX:TrimNativeHeapInterval=5000" --java-options "-Dtap2.version=$VERSION"

# jpackage's launcher asks rpm and dpkg twice, at every start, which package it belongs to: half a second. Ours asks
# nobody.
options=$(sed -n 's/^java-options=//p' "$APP/lib/app/tap2-studio.cfg" | grep -v '^-Djpackage' | tr '\n' ' ')
path=$(sed -n 's|^app.classpath=\$APPDIR/|$APP/|p' "$APP/lib/app/tap2-studio.cfg" | paste -s -d :)
cat > "$APP/bin/tap2-studio" <<SCRIPT
#!/bin/sh
# Tap2 Studio. TAP2_STUDIO_OPTS adds options for the JVM.
HOME_OF_APP=\$(readlink -f "\$0")
HOME_OF_APP=\${HOME_OF_APP%/bin/*}
APP="\$HOME_OF_APP/lib/app"
CACHE=
[ ! -f "\$APP/studio.aot" ] || CACHE="-XX:AOTCache=\$APP/studio.aot"
# shellcheck disable=SC2086
exec "\$HOME_OF_APP/lib/runtime/bin/java" \${CACHE:+"\$CACHE"} $options\${TAP2_STUDIO_OPTS:-} \\
    -cp "$path" gg.tap2.studio.app.Main "\$@"
SCRIPT
chmod 755 "$APP/bin/tap2-studio"
rm -f "$APP/lib/libapplauncher.so" "$APP/lib/app/.jpackage.xml" "$APP/lib/app/tap2-studio.cfg"

# The cache knows the jars by their times, and a .deb holds no time later than the version's.
find "$APP/lib/app" -name '*.jar' -exec touch -d "@$SOURCE_DATE_EPOCH" {} +

echo "tap2: recording a start"
home=$(mktemp -d)
cache="$APP/lib/app/studio.aot"
(cd "$home" && HOME="$home" XDG_CONFIG_HOME="$home" XDG_DATA_HOME="$home" \
    JAVA_TOOL_OPTIONS="-XX:AOTCacheOutput=$cache -Dglass.platform=Headless -Dprism.order=sw -Duser.home=$home -Dtap2.probe=true" \
    "$APP/bin/tap2-studio") >"$OUT/record.log" 2>&1 || { grep -v "\[aot\]" "$OUT/record.log" >&2; exit 1; }
[ -s "$cache" ] || { cat "$OUT/record.log" >&2; echo "package: no AOT cache was made" >&2; exit 1; }
rm -rf "$home" "$OUT/record.log"
find "$APP/lib/runtime/bin" -type f ! -name java -delete

if command -v dpkg-deb >/dev/null 2>&1; then
    echo "tap2: making the studio's .deb"
    DEB="$OUT/deb"
    rm -rf "$DEB"
    mkdir -p "$DEB/DEBIAN" "$DEB/opt" "$DEB/usr/bin"
    cp -a "$APP" "$DEB/opt/"
    ln -s /opt/tap2-studio/bin/tap2-studio "$DEB/usr/bin/tap2-studio"
    install -D -m 644 "$RES/debian/tap2-studio.desktop" "$DEB/usr/share/applications/tap2-studio.desktop"
    install -D -m 644 "$RES/debian/mime.xml" "$DEB/usr/share/mime/packages/tap2-studio.xml"
    install -D -m 644 "$RES/tap2-studio.png" "$DEB/usr/share/icons/hicolor/512x512/apps/tap2-studio.png"
    install -D -m 644 "$RES/LICENSE.txt" "$DEB/usr/share/doc/tap2-studio/copyright"
    install -m 644 "$ROOT/THIRD-PARTY-NOTICES.md" "$DEB/usr/share/doc/tap2-studio/"
    for script in postinst postrm; do install -m 755 "$RES/debian/$script" "$DEB/DEBIAN/$script"; done
    size=$(du -sk "$DEB" | cut -f1)
    sed -e "s/@VERSION@/$VERSION/" -e "s/@SIZE@/$size/" "$RES/debian/control" > "$DEB/DEBIAN/control"
    dpkg-deb --root-owner-group -Zxz --build "$DEB" "$OUT/tap2-studio_${VERSION}_amd64.deb" >/dev/null
    rm -rf "$DEB"
else
    echo "tap2: no .deb: it needs dpkg-deb"
fi
rm -rf "$IN" "$OUT/runtime"
