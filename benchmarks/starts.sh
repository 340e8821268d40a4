#!/usr/bin/env bash
# Cold and warm starts of `piecewise compile MODEL`, each in a process of its own: milliseconds from the start of the process to a model that
# can be called, medians of N rounds. A cold start finds an empty cache, a warm one what the cold one left.
#   benchmarks/starts.sh MODEL.pt2 [N=7] [entries, by default 1,32,512]
set -euo pipefail
model=$1 rounds=${2:-7} entries=${3:-1,32,512}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
"$root/piecewise" --version >/dev/null
start() { dotnet "$root/.tool/bin/piecewise.dll" compile "$model" --range-endpoints "$entries" --max-size "${entries##*,}" --cache "$cache/c" --json; }
field() { grep -o "\"$1\": [0-9.]*" | tr -dc '0-9.\n'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for ((i = 0; i < rounds; i++)); do
  rm -rf "$cache/c"
  start >"$cache/cold"
  start >"$cache/warm"
  field millisecondsSinceProcessStart <"$cache/cold" >>"$cache/colds"
  field millisecondsSinceProcessStart <"$cache/warm" >>"$cache/warms"
done
echo "$(basename "$model"), entries $entries: cold $(median <"$cache/colds") ms ($(field compiled <"$cache/cold") pieces compiled), warm $(median <"$cache/warms") ms ($(field compiled <"$cache/warm") compiled, $(field loaded <"$cache/warm") loaded), medians of $rounds"
