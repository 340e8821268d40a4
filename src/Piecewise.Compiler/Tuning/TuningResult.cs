using System.Collections.Immutable;

namespace Piecewise.Compiler.Tuning;

/// <summary>What a search found.</summary>
/// <param name="Choice">The defaults, unless something beat them.</param>
/// <param name="Times">By size: of the defaults beside what was chosen.</param>
/// <param name="Tried">
/// First the defaults beside themselves, then every candidate, and at last the whole choice, where there is one.
/// </param>
internal sealed record TuningResult(TuningChoice Choice, ImmutableArray<TuningTime> Times, ImmutableArray<TriedCandidate> Tried);

/// <summary>A candidate and its matches.</summary>
/// <param name="What">What was tried.</param>
/// <param name="Outcome">What followed.</param>
/// <param name="Matches">Its matches: those that decided. None where it was not measured.</param>
internal sealed record TriedCandidate(string What, TuningOutcome Outcome, ImmutableArray<Match> Matches);

/// <summary>What followed from the matches of a candidate.</summary>
internal enum TuningOutcome
{
    /// <summary>It won twice.</summary>
    Kept,

    /// <summary>It was faster nowhere.</summary>
    NoGain,

    /// <summary>It was slower somewhere.</summary>
    Slower,

    /// <summary>It won once, and not again.</summary>
    NotRepeated,

    /// <summary>The budget did not allow it.</summary>
    NotTried,

    /// <summary>It shows how far two equal versions are apart: what is won must be more.</summary>
    Noise,
}

/// <summary>Where a search stands.</summary>
/// <param name="What">What is measured now.</param>
/// <param name="Fraction">Of the budget, from 0 to 1.</param>
internal readonly record struct TuningProgress(string What, double Fraction);
