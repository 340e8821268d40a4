using System.Collections.Immutable;
using Piecewise.Runtime;

namespace Piecewise.Compiler;

/// <summary>Where the loading of a model stands.</summary>
/// <param name="Phase">What is done now.</param>
/// <param name="Fraction">Of the whole, from 0 to 1: an estimate.</param>
public readonly record struct CompileProgress(string Phase, double Fraction);

/// <summary>What the loading of a model did.</summary>
public sealed record CompileReport
{
    /// <summary>How many pieces were compiled.</summary>
    public int Compiled { get; init; }

    /// <summary>How many were loaded from the cache.</summary>
    public int Loaded { get; init; }

    /// <summary>Who made the code, or runs without any (<see cref="CompileOptions.Backend"/>).</summary>
    public string Backend { get; init; } = Build.Backends.Generated;

    /// <summary>Why it was compiled although there is a cache; empty otherwise.</summary>
    public string CacheReason { get; init; } = "";

    /// <summary>Why what was compiled is not kept in the cache; empty where it is, and where there is no cache.</summary>
    public string NotKept { get; init; } = "";

    /// <summary>What each phase took, in order.</summary>
    public ImmutableArray<PhaseTime> Phases { get; init; } = [];

    /// <summary>What has no code, and why.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    public TimeSpan Total => Phases.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Time);

    /// <summary>What the compiled program is found by.</summary>
    internal ArtifactKey? Key { get; init; }
}

/// <summary>What a phase took.</summary>
public sealed record PhaseTime(string Phase, TimeSpan Time);
