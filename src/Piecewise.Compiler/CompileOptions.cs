using System.Collections.Immutable;
using Piecewise.Runtime;

namespace Piecewise.Compiler;

/// <summary>How <see cref="CompiledModel"/> loads a file.</summary>
public sealed record CompileOptions
{
    /// <summary>Entries, splitting ops, passes, code, logger.</summary>
    public PrepareOptions Prepare { get; init; } = new();

    /// <summary>Where compiled programs are kept; null for nowhere: then every start compiles.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>How the folder is treated.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>What runs. Whatever is not compiled is for finding faults: slow, made anew at each start, and never kept.</summary>
    public RunMode Mode { get; init; } = RunMode.Compiled;

    /// <summary>
    /// Whether the model is ready at once and runs interpreted until it is compiled (R3). Sessions stay what they began as; calls of the model itself
    /// change over between two calls.
    /// </summary>
    public bool Background { get; init; }
}

/// <summary>Where the loading of a model stands.</summary>
/// <param name="Phase">What is done now.</param>
/// <param name="Fraction">Of the whole, from 0 to 1: an estimate.</param>
public readonly record struct CompileProgress(string Phase, double Fraction);

/// <summary>What the loading of a model did.</summary>
/// <param name="Compiled">How many pieces were compiled.</param>
/// <param name="Loaded">How many were loaded from the cache.</param>
/// <param name="Key">What the compiled program is found by.</param>
/// <param name="CacheReason">Why it was compiled although there is a cache; empty otherwise.</param>
/// <param name="Phases">What each phase took, in order.</param>
/// <param name="Remarks">What has no code, and why.</param>
public sealed record CompileReport(
    int Compiled, int Loaded, ArtifactKey? Key, string CacheReason, ImmutableArray<PhaseTime> Phases, ImmutableArray<string> Remarks)
{
    /// <summary>Who made the code, or runs without any (<see cref="Build.CodeOptions.Backend"/>).</summary>
    public string Backend { get; init; } = Build.Backends.Generated;

    /// <summary>Why what was compiled is not kept in the cache; empty where it is, and where there is no cache.</summary>
    public string NotKept { get; init; } = "";

    public TimeSpan Total => Phases.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Time);
}

/// <summary>What a phase took.</summary>
public sealed record PhaseTime(string Phase, TimeSpan Time);
