using System.Collections.Immutable;

namespace Piecewise.Operators;

/// <summary>
/// A parsed equation of <c>einsum</c>: which dims of each operand stand where. Every operand is arranged to the same places: first those
/// of the output in its order, then those that are summed.
/// </summary>
/// <param name="Operands">Per operand and place, the operand's dims there: none (size 1), one, or several (a diagonal).</param>
/// <param name="OutputRank">How many places belong to the output.</param>
/// <param name="Rank">How many places there are.</param>
internal sealed record EinsumEquation(ImmutableArray<ImmutableArray<ImmutableArray<int>>> Operands, int OutputRank, int Rank)
{
    // Dims under an ellipsis are labelled by their distance from its end, below any letter.
    private const char Ellipsis = '.';

    /// <param name="text">The equation; without <c>-></c> the output has the letters seen once, in alphabetical order.</param>
    /// <param name="ranks">Rank of each operand.</param>
    /// <param name="error">Makes the exception for a malformed equation.</param>
    public static EinsumEquation Parse(string text, ImmutableArray<int> ranks, Func<string, Exception> error)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal).Replace("...", ".", StringComparison.Ordinal);
        var arrow = compact.IndexOf("->", StringComparison.Ordinal);
        var inputs = (arrow < 0 ? compact : compact[..arrow]).Split(',');
        if (inputs.Length != ranks.Length)
        {
            throw error($"'{text}' names {inputs.Length} operands; {ranks.Length} are given.");
        }
        var hidden = inputs.Select((input, i) => Hidden(input, ranks[i], text, error)).ToArray();
        var ellipsisRank = hidden.Max();
        var labels = inputs.Select((input, i) => Labels(input, hidden[i])).ToArray();
        var output = arrow < 0 ? Implicit(inputs, ellipsisRank) : Labels(compact[(arrow + 2)..], ellipsisRank);
        var all = labels.SelectMany(l => l).ToHashSet();
        if (output.Distinct().Count() != output.Length || output.Any(l => !all.Contains(l)))
        {
            throw error($"the output of '{text}' must name letters of the operands, each once.");
        }
        int[] places = [.. output, .. all.Except(output).Order()];
        return new EinsumEquation(
            [.. labels.Select(l => places.Select(p => Positions(l, p)).ToImmutableArray())], output.Length, places.Length);
    }

    private static int Hidden(string input, int rank, string text, Func<string, Exception> error)
    {
        var letters = input.Replace(".", "", StringComparison.Ordinal);
        var hasEllipsis = letters.Length == input.Length - 1;
        return letters.All(char.IsAsciiLetter) && (letters.Length == input.Length || hasEllipsis)
            && (hasEllipsis ? letters.Length <= rank : letters.Length == rank)
            ? rank - letters.Length
            : throw error($"'{input}' in '{text}' does not fit a tensor of rank {rank}.");
    }

    private static int[] Labels(string term, int hidden) =>
        [.. term.SelectMany(c => c == Ellipsis ? Enumerable.Range(1, hidden).Select(i => i - 1 - hidden) : [c])];

    private static int[] Implicit(string[] inputs, int ellipsisRank)
    {
        var letters = string.Concat(inputs).Where(char.IsAsciiLetter).GroupBy(c => c).Where(g => g.Count() == 1).Select(g => (int)g.Key)
            .Order();
        return [.. Enumerable.Range(1, ellipsisRank).Select(i => i - 1 - ellipsisRank), .. letters];
    }

    private static ImmutableArray<int> Positions(int[] labels,
        int label) => [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];
}
