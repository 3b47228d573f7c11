# The studio as an .msi, on Windows with JDK 25 and the WiX toolset. Run `mvn -pl studio-desktop -am -Dmaven.test.skip=true package` first.
$ErrorActionPreference = "Stop"
$root = Resolve-Path "$PSScriptRoot\.."
$version = ([xml](Get-Content "$root\pom.xml")).project.version
$out = "$root\installers\target"
$in = "$out\input"
Remove-Item -Recurse -Force $in -ErrorAction SilentlyContinue
New-Item -ItemType Directory -Force $in | Out-Null
Copy-Item "$root\studio-desktop\target\studio-desktop-$version.jar", "$root\studio-desktop\target\lib\*.jar" $in
& "$env:JAVA_HOME\bin\jpackage" --type msi --name "Tap2 Studio" --app-version $version --vendor Tap2 `
    --dest $out --input $in --main-jar "studio-desktop-$version.jar" --main-class gg.tap2.studio.app.Main `
    --icon "$root\installers\studio\tap2-studio.ico" --license-file "$root\installers\studio\LICENSE.txt" `
    --file-associations "$root\installers\studio\archive.properties" --win-menu --win-shortcut --win-per-user-install `
    --win-upgrade-uuid 6e0d7b0e-6f0f-4a55-9e0a-3f4f5f4b8a11 `
    --jlink-options "--strip-debug --no-man-pages --no-header-files --compress zip-6" `
    --java-options "--enable-native-access=ALL-UNNAMED" --java-options "--sun-misc-unsafe-memory-access=allow" `
    --java-options "--add-opens=javafx.graphics/javafx.scene=ALL-UNNAMED" --java-options "-XX:+UseSerialGC" --java-options "-Xmx176m" --java-options "-XX:TieredStopAtLevel=1"
