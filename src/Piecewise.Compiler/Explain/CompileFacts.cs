using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Explain;

/// <summary>
/// What was compiled, by what, for what machine, with which options: what a reader of a report must know to compare it with another.
/// </summary>
internal static class CompileFacts
{
    /// <summary>Name and value of each fact.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">What it was prepared with.</param>
    public static ImmutableArray<(string Name, string Value)> Of(ExportedProgram program, CompileOptions options)
    {
        var (lowering, passes) = (options.Lowering, options.Lowering.Passes);
        var file = new FileInfo(program.FileName);
        List<(string Name, string? Value)> facts =
        [
            ("file", file.Exists ? $"{program.FileName}, {Bytes(file.Length)}" : program.FileName),
            ("program", options.Program),
            ("exported by", program.TorchVersion.Length > 0 ? $"PyTorch {program.TorchVersion}, dialect {program.Dialect}"
                : $"dialect {program.Dialect}"),
            ("model", $"{program.Graph.Count} nodes, {program.State.Count} tensors of state, "
                + $"{Bytes(program.State.Values.Sum(t => t.ElementCount * t.DType.Size()))}"),
            ("compiled by", $"Piecewise {Version}, .NET {Environment.Version}"),
            ("for", $"{options.Code.Tier} instructions, {options.Code.Team?.Size ?? SharedTeam.Threads} "
                + $"threads{(options.Code.Debug ? ", to be stepped through" : "")}"),
            ("processor",
                $"{Processor}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {RuntimeInformation.OSDescription}"),
            ("range endpoints", Numbers(lowering.Entries.RangeEndpoints)),
            ("range split points", Numbers(lowering.Entries.RangeSplitPoints)),
            ("single sizes", Numbers(lowering.Entries.Sizes)),
            ("largest size", lowering.Entries.MaxSize?.ToString(CultureInfo.InvariantCulture)),
            ("splits at", options.SplittingOps.ToString()),
            ("providers", passes.Providers.ToString()),
            ("passes left out", passes.Disabled.IsEmpty ? null : string.Join(", ", passes.Disabled)),
            ("rewrites", passes.StopAfter is { } last ? $"the first {last} only" : null),
        ];
        return [.. facts.Where(f => f.Value is not null).Select(f => (f.Name, f.Value!))];
    }

    /// <summary>A number of bytes for people: <c>12.5 MiB</c>.</summary>
    public static string Bytes(long count)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        var value = (double)count;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
        {
            value /= 1024;
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"{value.ToString(unit == 0 ? "F0" : "F1", CultureInfo.InvariantCulture)} {units[unit]}");
    }

    // Without the commit that builds append.
    private static string Version =>
        (typeof(CompileFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "")
        .Split('+')[0];

    /// <summary>The processor's model, as the system names it.</summary>
    public static string Processor
    {
        get
        {
            const string cpuInfo = "/proc/cpuinfo";
            var line = File.Exists(cpuInfo)
                ? File.ReadLines(cpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[^1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown model";
        }
    }

    private static string? Numbers(ImmutableArray<long> numbers) =>
        numbers.IsEmpty ? null : string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
