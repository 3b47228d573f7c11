#!/bin/sh
# CycloneDX lists of everything that the server and the studio contain.
set -eu
for module in server studio-desktop; do
    (cd "$ROOT" && mvn -q -B -pl "$module" -am org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom \
        -DoutputFormat=json -DincludeTestScope=false -DoutputName="tap2-$module-$VERSION.cdx") >/dev/null
    cp "$ROOT/$module/target/tap2-$module-$VERSION.cdx.json" "$OUT/"
done
