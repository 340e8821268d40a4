@echo off
rem Builds the command-line tool, which takes a moment where nothing has changed, then runs it. Of two runs at once, one builds and the other
rem waits: a folder is made by one of them alone.
setlocal
set "project=%~dp0src\Piecewise.Cli"
set "lock=%~dp0.tool\building"
if not exist "%~dp0.tool" mkdir "%~dp0.tool" 2>nul
:wait
mkdir "%lock%" 2>nul
if not errorlevel 1 goto build
if not defined told echo piecewise: waiting for another build; if there is none, delete the folder %lock% 1>&2
set "told=yes"
ping -n 2 127.0.0.1 >nul
goto wait
:build
dotnet build "%project%" -c Release --nologo -v quiet 1>&2
set "code=%errorlevel%"
rmdir "%lock%"
if not "%code%"=="0" exit /b 3
dotnet run -c Release --no-build --project "%project%" -- %*
exit /b %errorlevel%
