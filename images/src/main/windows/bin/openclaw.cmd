@echo off
rem Starts OpenClaw Appliance in a Java machine of its own, with the flags its bash namesake has for a machine with memory
rem enough. For tests: OPENCLAW_LAUNCHER_PRINT=1 prints the Java command instead of running it.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "OC_HOME=%%~fI"
set "OC_SELF=%~f0"

set "OC_JAVA=%OC_HOME%\runtime\bin\java.exe"
if not exist "%OC_JAVA%" if defined JAVA_HOME set "OC_JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%OC_JAVA%" (
  >&2 echo openclaw: no Java found: "%OC_HOME%\runtime" is missing and JAVA_HOME names none. Install Java 25, or the full OpenClaw distribution.
  exit /b 1
)

rem "gateway" and "gateway run" start the gateway itself, which gets the flags of a long-lived process. "shift" leaves %* alone.
set "OC_FIRST="
:next
set "OC_WORD=%~1"
if not defined OC_WORD goto words_read
if "%OC_WORD%"=="--profile" goto skip_value
if "%OC_WORD%"=="--port" goto skip_value
if "%OC_WORD%"=="--token" goto skip_value
if "%OC_WORD%"=="--password" goto skip_value
if "%OC_WORD%"=="--password-file" goto skip_value
if "%OC_WORD%"=="--bind" goto skip_value
if "%OC_WORD%"=="--auth" goto skip_value
if "%OC_WORD%"=="--tailscale" goto skip_value
if "%OC_WORD%"=="--ws-log" goto skip_value
if "%OC_WORD%"=="-h" goto command
if "%OC_WORD%"=="--help" goto command
if "%OC_WORD%"=="-V" goto command
if "%OC_WORD%"=="--version" goto command
if "%OC_WORD:~0,1%"=="-" goto skip_word
if defined OC_FIRST goto second
if not "%OC_WORD%"=="gateway" goto command
set "OC_FIRST=gateway"
goto skip_word
:second
if "%OC_WORD%"=="run" goto gateway
goto command
:skip_value
shift /1
:skip_word
shift /1
goto next
:words_read
if not defined OC_FIRST goto command

:gateway
set "OC_FLAGS=-Xms8m -Xmx128m -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=24m -XX:MaxMetaspaceSize=64m"
set "OC_FLAGS=%OC_FLAGS% -XX:MaxDirectMemorySize=16m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=12"
set "OC_FLAGS=%OC_FLAGS% -XX:-ShrinkHeapInSteps -XX:NewRatio=4 -XX:CompileThresholdScaling=6 -XX:AsyncDeflationInterval=60000"
set "OC_FLAGS=%OC_FLAGS% -XX:+ExitOnOutOfMemoryError"
goto start

:command
set "OC_FLAGS=-Xint -Xms8m -Xmx24m"

:start
set "OC_FLAGS=-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xss512k -XX:+UnlockDiagnosticVMOptions -XX:-UsePerfData %OC_FLAGS%"
set "OC_FLAGS=%OC_FLAGS% -Djdk.reflect.useNativeAccessorOnly=true --enable-native-access=ALL-UNNAMED"
rem For people who know what they do.
if defined OPENCLAW_JAVA_OPTS set "OC_FLAGS=%OC_FLAGS% %OPENCLAW_JAVA_OPTS%"
rem What other programs put there is not meant for this one.
set "JAVA_TOOL_OPTIONS="
set "JDK_JAVA_OPTIONS="
set "_JAVA_OPTIONS="
set "OC_ECHO="
if "%OPENCLAW_LAUNCHER_PRINT%"=="1" set "OC_ECHO=echo "

%OC_ECHO%"%OC_JAVA%" %OC_FLAGS% "-Djna.boot.library.path=%OC_HOME%\lib\native" -Djna.nounpack=true -Djna.nosys=true "-Dorg.sqlite.lib.path=%OC_HOME%\lib\native" "-Dopenclaw.launcher.path=%OC_SELF%" "-Dopenclaw.launcher.flags=%OC_FLAGS%" -jar "%OC_HOME%\lib\appliance.jar" %*
exit /b %ERRORLEVEL%
