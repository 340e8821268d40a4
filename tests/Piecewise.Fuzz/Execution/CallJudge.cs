using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>Whether the modes agree on a call.</summary>
internal static class CallJudge
{
    /// <summary>What is wrong; null where nothing is.</summary>
    /// <param name="made">The call.</param>
    /// <param name="outcomes">By mode; the first one's is what the others are compared with.</param>
    /// <param name="isRandom">Whether results may differ.</param>
    /// <param name="hasLevels">Whether they may differ by a few levels.</param>
    public static Finding? Judge(CallCase made, List<(string Mode, Outcome Outcome)> outcomes, bool isRandom, bool hasLevels = false)
    {
        var call = $"{made.Kind} with {string.Join(", ", made.Inputs.Select(i => $"{i.Key}={i.Value}"))}";
        foreach (var (mode, outcome) in outcomes)
        {
            if (outcome.Ending == Ending.Unexpected)
            {
                return Finding.OfException(FindingKind.Call, $"{mode}, {call}", outcome.Error!);
            }
        }
        var (first, reference) = outcomes[0];
        foreach (var (mode, outcome) in outcomes.Skip(1))
        {
            // Numbers beyond 64 bits, and divisors of 0, that an interpreter meets on the way, where algebra does not.
            var isBeyond = (IsBeyondAlgebra(reference.Error) && outcome.Ending == Ending.Returned)
                || (reference.Ending == Ending.Returned
                    && outcome.Error?.Message.Contains("can't be computed: Arithmetic", StringComparison.Ordinal) == true);
            if (!isBeyond && !IsOfMatrices(reference.Error ?? outcome.Error)
                && Disagreement(made, reference.Ending, outcome.Ending, mode) is { } kind)
            {
                return new Finding(
                    kind, $"{first} {reference.Ending}, {mode} {outcome.Ending}: {Signatures.Of(outcome.Error ?? reference.Error!)}",
                    $"{call}: {first} {reference.Ending} ({reference.Error?.Message}), {mode} {outcome.Ending} ({outcome.Error?.Message})");
            }
        }
        if (reference.Ending != Ending.Returned || isRandom)
        {
            return null;
        }
        var isExtreme = made.Kind.StartsWith(nameof(CallKind.Extreme), StringComparison.Ordinal);
        foreach (var (mode, outcome) in outcomes.Skip(1).Where(o => o.Outcome.Ending == Ending.Returned))
        {
            foreach (var ((name, expected), (_, actual)) in reference.Values.Zip(outcome.Values))
            {
                if (ValueComparison.Difference(expected, actual, hasLevels) is { } difference
                    && !(isExtreme && IsOfRounding(made, expected)))
                {
                    var how = isExtreme ? " in an extreme call" : made.Results is null ? "" : " where results are given back";
                    return new Finding(FindingKind.Difference, $"{mode} differs{how}", $"{call}: {mode}, {name}: {difference}");
                }
            }
        }
        return null;
    }

    // Beside 1e9, the rounding of a difference is more than most numbers: what is counted or compared of it is anybody's guess.
    private static bool IsOfRounding(CallCase made, Value expected) =>
        (!expected.IsTensor || expected.Tensor.DType.IsIntegral()) && made.Inputs.Values.Any(v => v.IsTensor && v.Tensor.DType.IsFloat());

    // Whether a matrix is singular or definite is a matter of rounding.
    private static bool IsOfMatrices(Exception? error) => error?.Message.Contains("linalg.", StringComparison.Ordinal) == true;

    private static bool IsBeyondAlgebra(Exception? error) => error is OverflowException
        || (error is not null && (error.Message.Contains("division by zero", StringComparison.Ordinal)
            || IsBeyondAlgebra(error.InnerException)));

    private static FindingKind? Disagreement(CallCase made, Ending reference, Ending outcome, string mode)
    {
        if (outcome == reference)
        {
            return null;
        }
        // An interpreter holds more at a time than planned memory does; and a session may refuse its own results.
        if (reference == Ending.OutOfMemory || (made.Results is not null && mode == "direct" && outcome == Ending.InputRefused))
        {
            return null;
        }
        // What may be a view for an interpreter is a result of its own in planned memory.
        return outcome == Ending.OutOfMemory ? null
            : reference == Ending.Returned || outcome == Ending.Returned ? FindingKind.Refusal
            // A mode that looks ahead refuses the inputs for what another finds when it comes to it.
            : null;
    }
}
