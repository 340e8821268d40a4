#!/usr/bin/env bash
# Compares the speed of this tree with that of another commit: 20 kernels and 4 calls, measured by turns on this machine. Ends with 1 where
# something is slower by more than the threshold, in the median and in the best round.
#   benchmarks/compare.sh [COMMIT, by default HEAD~1] [ROUNDS=5] [THRESHOLD=1.10]
set -euo pipefail
commit=${1:-HEAD~1} rounds=${2:-5} threshold=${3:-1.10}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
commit=$(git -C "$root" rev-parse --verify "$commit^{commit}")
other=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$other/tree" 2>/dev/null || true; rm -rf "$other"' EXIT
git -C "$root" worktree add --quiet --detach "$other/tree" "$commit"

# Both run the same measurements, those of this tree, each on its own sources. The name is one that may see their internals.
build() {
  local tree=$1 folder=$1/.tool/guard
  mkdir -p "$folder"
  cat >"$folder/Guard.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <AssemblyName>Piecewise.Benchmarks</AssemblyName>
    <OutputType>Exe</OutputType>
    <RestorePackagesWithLockFile>false</RestorePackagesWithLockFile>
  </PropertyGroup>
  <ItemGroup>
    <Compile Include="$root/benchmarks/Piecewise.Benchmarks/Guard/*.cs" />
    <ProjectReference Include="$tree/src/Piecewise.Compiler/Piecewise.Compiler.csproj" />
  </ItemGroup>
</Project>
PROJECT
  echo 'return Piecewise.Benchmarks.Guard.Run(args);' >"$folder/Main.cs"
  dotnet build "$folder/Guard.csproj" -c Release -o "$folder/bin" --nologo -v quiet -p:RunAnalyzersDuringBuild=false \
    -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false >"$folder/log" 2>&1 ||
    { echo "compare: $tree can't be built:" >&2; grep -m 5 error "$folder/log" >&2; exit 3; }
}
echo "compare: building $(git -C "$root" log -1 --format='%h %s' "$commit") ..." >&2
build "$other/tree"
echo "compare: building this tree ..." >&2
build "$root"
dotnet "$root/.tool/guard/bin/Piecewise.Benchmarks.dll" compare \
  "$other/tree/.tool/guard/bin/Piecewise.Benchmarks.dll" "$root/.tool/guard/bin/Piecewise.Benchmarks.dll" "$root" "$rounds" "$threshold"
