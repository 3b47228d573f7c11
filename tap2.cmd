@echo off
rem Tap2 Creators on Windows. Needs a JDK 25 or newer (JAVA_HOME) and Maven on the PATH.
setlocal
set "ROOT=%~dp0"
if "%JAVA_HOME%"=="" (
  echo tap2: set JAVA_HOME to a JDK 25 or newer 1>&2
  exit /b 2
)
set "JVM=-Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
if "%1"=="test" if not "%2"=="" (
  cd /d "%ROOT%" && call mvn -q -B -ntp -Dtest.exclude=none -Dsurefire.failIfNoSpecifiedTests=false "-Dtest=%2" test
  exit /b %ERRORLEVEL%
)
if "%1"=="test" (
  cd /d "%ROOT%" && call mvn -B -ntp spotless:check test
  exit /b %ERRORLEVEL%
)
if "%1"=="chaos" goto chaos
if "%1"=="fuzz" goto fuzz
if "%1"=="" goto help
if "%1"=="help" goto help
set "MAIN=gg.tap2.server.app.Main"
set "ARGUMENTS=%*"
if "%1"=="studio" goto studio
if not exist "%ROOT%server\launcher\target\lib" (
  cd /d "%ROOT%" && call mvn -q -B -pl server/bench -am -DskipTests -Dmaven.test.skip=true package || exit /b 2
)
if "%1"=="bench" (
  set "MAIN=gg.tap2.server.bench.BenchCommand"
  for /f "tokens=1,*" %%a in ("%*") do set "ARGUMENTS=%%b"
)
"%JAVA_HOME%\bin\java" %JVM% -cp "%ROOT%server\launcher\target\classes;%ROOT%server\bench\target\classes;%ROOT%server\launcher\target\lib\*" %MAIN% %ARGUMENTS%
exit /b %ERRORLEVEL%
:studio
if not exist "%ROOT%studio-desktop\target\lib" (
  cd /d "%ROOT%" && call mvn -q -B -pl studio-desktop -am -DskipTests -Dmaven.test.skip=true package || exit /b 2
)
"%JAVA_HOME%\bin\java" %JVM% --add-opens=javafx.graphics/javafx.scene=ALL-UNNAMED -cp "%ROOT%studio-desktop\target\classes;%ROOT%shared-model\target\classes;%ROOT%studio-desktop\target\lib\*" gg.tap2.studio.app.Main
exit /b %ERRORLEVEL%
:chaos
set "ROUNDS=%2"
if "%ROUNDS%"=="" set "ROUNDS=3"
cd /d "%ROOT%" && call mvn -q -B -ntp -pl server/launcher -am -Dtest.exclude=none -Dsurefire.failIfNoSpecifiedTests=false "-Dtest=ChaosTest#everyFaultAgainAndAgain" -Dchaos.rounds=%ROUNDS% test
exit /b %ERRORLEVEL%
:fuzz
cd /d "%ROOT%" && call mvn -q -B -ntp -pl server/core,studio-desktop -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=FuzzingTest -Dfuzz.seconds=60 "-Dfuzz.only=%2" test
exit /b %ERRORLEVEL%
:help
echo tap2 run ^| demo ^| studio ^| test ^| bench ^| chaos ^| fuzz ^| doctor ^| config ^| help
