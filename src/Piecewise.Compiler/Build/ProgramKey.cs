using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>
/// What a compiled program depends on (K1). The program itself enters by the content of its file, not by its graph: a second start then
/// need not import it. docs/design/artifacts.md says what that costs.
/// </summary>
internal static class ProgramKey
{
    /// <summary>The key of a file compiled with options.</summary>
    public static ArtifactKey Of(Pt2Archive archive, CompileOptions options)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(options);
        var (lowering, passes) = (options.Lowering, options.Lowering.Passes);
        return new ArtifactKey(
        [
            new("program", ProgramOf(archive, options)),
            new("entries", options.ClipSizes ? $"{lowering.Entries} clipped" : lowering.Entries.ToString()),
            new("splitting-ops", options.SplittingOps.ToString()),
            new("providers", passes.Providers.ToString()),
            new("disabled-passes", string.Join(' ', passes.Disabled)),
            new("rows", options.LastRowOnly ? "last" : options.ChoosesRows ? "chosen" : "all"),
            new("weights", options.Weights.ToString()),
            new("rank", options.TensorParallel is { World: > 1 } rank
                ? $"{Text(rank.Rank)} of {Text(rank.World)}, {Text(rank.LeastBytes)} bytes" : "alone"),
            new("world-size", Text(passes.WorldSize)),
            new("all-reduce-fusion-bytes", Text(passes.AllReduceFusionBytes)),
            new("sequence-parallel-min-tokens", passes.SequenceParallelMinTokens is { } tokens ? Text(tokens) : "never"),
            new("joined-weight-bytes", Text(passes.JoinedWeightBytes)),
            new("stop-after", passes.StopAfter is { } number ? Text(number) : "never"),
            new("instruction-tier", options.Code.Tier.ToString()),
            new("architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()),
            new("backend", Backends.NameOf(options.Code)),
            new("debug", $"{(options.Code.Debug ? "yes" : "no")}{(options.Code.HasMarks ? " with marks" : "")}"),
            new("compiler", CompilerBuild),
        ]);
    }

    /// <summary>The program: the content of its file, and its name in it.</summary>
    public static string ProgramOf(Pt2Archive archive, CompileOptions options) =>
        options.Program is { } name ? $"{name} of {ContentOf(archive)}" : ContentOf(archive);

    /// <summary>The builds of the assemblies that decide what code is made and what it calls.</summary>
    public static string CompilerBuild { get; } = string.Join(
        ' ', new[] { typeof(ProgramKey), typeof(ExportedProgram), typeof(StandardOperators), typeof(Graph), typeof(CompiledProgram),
            typeof(Tensor) }
        .Select(t => $"{t.Assembly.GetName().Name}:{t.Assembly.ManifestModule.ModuleVersionId:N}"));

    // Records that hold the program by their content; weights by name, length and the checksum in the file's directory: reading
    // gigabytes to find out that nothing has changed would take longer than compiling.
    private static string ContentOf(Pt2Archive archive)
    {
        using var share = archive.RetainMemory();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in archive.Entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entry.Name}\n{entry.Length} {entry.Crc32:x8}\n")));
            if (entry.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                hash.AppendData(archive.GetBytes(entry));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
