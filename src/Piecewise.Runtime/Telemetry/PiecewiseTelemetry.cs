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

    /// <summary>Begins the name of each activity.</summary>
    internal const string ActivityPrefix = "piecewise.";

    /// <summary>
    /// Activities: <c>piecewise.load</c> for the loading of a model, with an activity for each of its phases in it, and
    /// <c>piecewise.run</c> for a call. Phases are <c>open</c>, <c>key</c>, <c>lookup</c> and <c>restore</c> where there is a cache, and
    /// where there is nothing in it <c>import</c>, <c>normalize</c>, <c>partition</c>, <c>lower</c>, <c>compile</c> and <c>publish</c>;
    /// <c>plan</c> where nothing is compiled.
    /// </summary>
    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Seconds that a phase took; tag <c>phase</c>: its name, as in <see cref="Activities"/>.</summary>
    public static Histogram<double> PhaseDuration { get; } =
        Meter.CreateHistogram<double>("piecewise.phase.duration", "s", "Time of one phase on the way from a file to code.");

    /// <summary>Seconds of one call; tag <c>entry</c>: the range that served it.</summary>
    public static Histogram<double> RunDuration { get; } =
        Meter.CreateHistogram<double>("piecewise.run.duration", "s", "Time of one call of a program.");

    /// <summary>Tokens fed to a language model, prompt and new ones.</summary>
    public static Counter<long> Tokens { get; } =
        Meter.CreateCounter<long>("piecewise.tokens", "{token}", "Tokens fed to a language model.");

    /// <summary>Artifacts asked of a cache; tag <c>result</c>: hit, or why there was none.</summary>
    public static Counter<long> CacheLookups { get; } =
        Meter.CreateCounter<long>("piecewise.cache.lookups", "{artifact}", "Artifacts asked of a cache.");
}
