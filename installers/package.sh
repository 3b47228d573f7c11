#!/bin/sh
# Builds everything that is given out: the studio's app image and .deb, the server's archive and .deb, a list of all
# components (SBOM) and checksums. Called by ./tap2 package after both modules are built; JAVA_HOME is the JDK to use.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
OUT="$ROOT/installers/target"
VERSION=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml" | head -n 1)
# The same inputs give the same archives: every file bears the time of the version, not of the build.
SOURCE_DATE_EPOCH=$(date -u -d "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$ROOT/pom.xml")" +%s)
export ROOT OUT VERSION SOURCE_DATE_EPOCH JAVA_HOME
rm -rf "$OUT"
mkdir -p "$OUT"

for part in ${*:-studio server sbom}; do
    case "$part" in
        studio | server | sbom) sh "$ROOT/installers/$part.sh" ;;
        *)
            echo "package: there is no part '$part' (studio, server, sbom)" >&2
            exit 2
            ;;
    esac
done

# What a server needs to offer this studio: put it with the packages into the server's studio-releases folder.
"$JAVA_HOME/bin/java" "$ROOT/installers/ReleaseFile.java" "$VERSION" "$OUT" "$ROOT/installers/release-notes"

(cd "$OUT" && find . -maxdepth 1 -type f ! -name SHA256SUMS -exec sha256sum {} + | sed 's: \./: :' | LC_ALL=C sort -k 2 > SHA256SUMS)
echo "tap2: done"
(cd "$OUT" && find . -maxdepth 1 -type f -exec ls -lh {} +)
