#!/usr/bin/env bash
# Coverage-guided fuzzing of import: fuzz-import.sh SECONDS [SEED] [WORK_FOLDER]
# Builds, instruments a copy of the assemblies that read files (SharpFuzz), and changes the files in import-corpus/ for so long.
# What took new branches, and everything that is neither a program nor a refusal, is in WORK_FOLDER afterwards.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=${1:?how many seconds} seed=${2:-1} work=${3:-$(mktemp -d)}
tools="$here/obj/tools" build="$here/obj/instrumented"
[[ -x "$tools/sharpfuzz" ]] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$tools" >/dev/null
dotnet build -c Release "$here" -v quiet -clp:ErrorsOnly
rm -rf "$build" && cp -r "$here/bin/Release/net10.0" "$build"
# Of the graph assembly only what import runs on: types, symbols, verification.
"$tools/sharpfuzz" "$build/Piecewise.Import.dll"
"$tools/sharpfuzz" "$build/Piecewise.Graph.dll" Piecewise.Graphs
exec dotnet "$build/Piecewise.Fuzz.dll" import "$seconds" "$seed" "$here/import-corpus" "$work"
