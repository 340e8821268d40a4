using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Piecewise.Runtime;

/// <summary>
/// Names under which the libraries report activities and measurements (T1); they are part of the public interface. Nothing is measured
/// while nobody listens.
/// </summary>
public static class PiecewiseTelemetry
{
    /// <summary>Name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "Piecewise";

    /// <summary>Activities <c>piecewise.load</c>, <c>piecewise.normalize</c>, <c>piecewise.partition</c>, <c>piecewise.run</c>.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Seconds that a step took; tag <c>phase</c>: load, normalize, partition.</summary>
    public static Histogram<double> PhaseDuration { get; } = Meter.CreateHistogram<double>("piecewise.phase.duration", "s", "Time of one step from file to pieces.");

    /// <summary>Seconds of one call; tag <c>entry</c>: the range that served it.</summary>
    public static Histogram<double> RunDuration { get; } = Meter.CreateHistogram<double>("piecewise.run.duration", "s", "Time of one call of a program.");

    /// <summary>Tokens fed to a language model, prompt and new ones.</summary>
    public static Counter<long> Tokens { get; } = Meter.CreateCounter<long>("piecewise.tokens", "{token}", "Tokens fed to a language model.");

    /// <summary>Artifacts asked of a cache; tag <c>result</c>: hit, or why there was none.</summary>
    public static Counter<long> CacheLookups { get; } = Meter.CreateCounter<long>("piecewise.cache.lookups", "{artifact}", "Artifacts asked of a cache.");
}
