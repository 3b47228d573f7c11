#!/bin/sh
# The studio as a .dmg (or .pkg: ./studio-macos.sh pkg), on macOS with JDK 25. Run
# `mvn -pl studio-desktop -am -Dmaven.test.skip=true package` first. Signing takes the identity in MAC_SIGN_IDENTITY.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
VERSION=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml" | head -n 1)
OUT="$ROOT/installers/target"
IN="$OUT/input"
rm -rf "$IN"
mkdir -p "$IN"
cp "$ROOT/studio-desktop/target/studio-desktop-$VERSION.jar" "$ROOT"/studio-desktop/target/lib/*.jar "$IN/"
set -- "${1:-dmg}"
"$JAVA_HOME/bin/jpackage" --type "$1" --name "Tap2 Studio" --app-version "1${VERSION#0}" --vendor Tap2 \
    --dest "$OUT" --input "$IN" --main-jar "studio-desktop-$VERSION.jar" --main-class gg.tap2.studio.app.Main \
    --icon "$ROOT/installers/studio/tap2-studio.icns" --license-file "$ROOT/installers/studio/LICENSE.txt" \
    --file-associations "$ROOT/installers/studio/archive.properties" --mac-package-identifier gg.tap2.studio \
    ${MAC_SIGN_IDENTITY:+--mac-sign --mac-signing-key-user-name "$MAC_SIGN_IDENTITY"} \
    --jlink-options "--strip-debug --no-man-pages --no-header-files --compress zip-6" \
    --java-options "--enable-native-access=ALL-UNNAMED" --java-options "--sun-misc-unsafe-memory-access=allow" \
    --java-options "--add-opens=javafx.graphics/javafx.scene=ALL-UNNAMED" --java-options "-XX:+UseSerialGC" --java-options "-Xmx176m" --java-options "-XX:TieredStopAtLevel=1"
