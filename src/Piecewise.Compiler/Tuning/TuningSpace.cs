using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tuning;

/// <summary>What can be chosen for a program.</summary>
/// <param name="Symbol">The size that is dispatched by; null where there is none.</param>
/// <param name="Range">Its values.</param>
/// <param name="Sizes">Those to measure, ascending; 1 where there is none to dispatch by.</param>
/// <param name="Providers">For each op of the program, those that do not compute all of its calls by default.</param>
internal sealed record TuningSpace(
    string? Symbol, SizeRange Range, ImmutableArray<long> Sizes, ImmutableArray<(string Op, string Provider)> Providers)
{
    /// <summary>What is tried, in order: how it changes what has been chosen so far, and at which sizes that makes a difference.</summary>
    public IEnumerable<Candidate> Candidates()
    {
        if (Symbol is not null)
        {
            foreach (var size in Sizes.Where(s => s < Range.End))
            {
                yield return new Candidate(
                    string.Create(CultureInfo.InvariantCulture, $"a range that ends at {size}"),
                    c => c with { Symbol = Symbol, RangeEndpoints = [.. c.RangeEndpoints.Append(size).Order()] },
                    c => Divided(c, size));
            }
            foreach (var size in Sizes)
            {
                yield return new Candidate(
                    string.Create(CultureInfo.InvariantCulture, $"a version of its own for {size}"),
                    c => c with { Symbol = Symbol, Sizes = [.. c.Sizes.Append(size).Order()] },
                    _ => [size]);
            }
        }
        foreach (var (op, provider) in Providers)
        {
            yield return new Candidate(
                $"{op} by {provider}", c => c with { Providers = c.Providers.SetItem(op, provider) }, _ => Sizes);
        }
    }

    // The sizes of the range that is divided; those with versions of their own are not concerned.
    private ImmutableArray<long> Divided(TuningChoice choice, long end)
    {
        var before = choice.RangeEndpoints.LastOrDefault(e => e < end, long.MinValue);
        var after = choice.RangeEndpoints.FirstOrDefault(e => e > end, long.MaxValue);
        return [.. Sizes.Where(s => s > before && s <= after && !choice.Sizes.Contains(s))];
    }

    /// <summary>One change.</summary>
    /// <param name="What">For people.</param>
    /// <param name="Change">Of what has been chosen.</param>
    /// <param name="Concerned">The sizes at which it makes a difference to what has been chosen.</param>
    internal sealed record Candidate(
        string What, Func<TuningChoice, TuningChoice> Change, Func<TuningChoice, ImmutableArray<long>> Concerned);
}
