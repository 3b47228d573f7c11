#!/bin/sh
# CycloneDX lists of everything that the server and the studio contain.
set -eu
for name in server studio-desktop; do
    module=$name
    [ "$name" = server ] && module=server/launcher
    (cd "$ROOT" && mvn -q -B -pl "$module" -am org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom \
        -DoutputFormat=json -DincludeTestScope=false -DoutputName="tap2-$name-$VERSION.cdx") >/dev/null
    cp "$ROOT/$module/target/tap2-$name-$VERSION.cdx.json" "$OUT/"
done
# Whoever keeps advisories beside the build has the lists compared; a build without them says so and goes on.
if [ -n "${TAP2_OSV:-}" ]; then
    "$ROOT/tap2" advisories --osv "$TAP2_OSV" $(for f in "$OUT"/*.cdx.json; do printf -- '--sbom %s ' "$f"; done)
else
    echo "sbom: TAP2_OSV is not set, so the lists were not compared with advisories"
fi
