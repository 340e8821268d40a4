using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>What a call of a piece or of a nested graph does to memory, by the numbers of its inputs and outputs.</summary>
/// <param name="StorageOfInput">A number for the storage of each input; -1 for what is no tensor.</param>
/// <param name="StorageOfOutput">The same for each output: equal numbers may be one storage.</param>
/// <param name="Written">Inputs that may be written.</param>
/// <param name="Seen">Inputs whose elements' place in their storage matters.</param>
internal sealed record PieceEffects(
    ImmutableArray<int> StorageOfInput, ImmutableArray<int> StorageOfOutput, ImmutableHashSet<int> Written, ImmutableHashSet<int> Seen)
{
    private ILookup<int, int>? inputs;

    /// <param name="piece">The piece; whether its inputs are one memory is the callers' business.</param>
    public static PieceEffects Of(Graph piece)
    {
        var memory = AliasAnalysis.WithSeparateInputs(piece);
        var numbers = new Dictionary<MemoryRoot, int>();
        Node[] inputs = [.. piece.Inputs];
        return new PieceEffects(
            [.. inputs.Select(NumberOf)],
            [.. piece.Output?.Arguments.Select(a => a is NodeArgument { Node: var node } ? NumberOf(node) : -1) ?? []],
            Numbers(view => memory.AccessesOf(view).Any(a => a.Writes)),
            Numbers(view => memory.StorageSeenBy(view) is not null));

        ImmutableHashSet<int> Numbers(Func<MemoryView, bool> fits) =>
            [.. Enumerable.Range(0, inputs.Length).Where(i => memory.ViewOf(inputs[i]) is { } view && fits(view))];

        int NumberOf(Node node)
        {
            if (memory.ViewOf(node) is not { } view)
            {
                return -1;
            }
            if (!numbers.TryGetValue(view.Root, out var number))
            {
                numbers.Add(view.Root, number = numbers.Count);
            }
            return number;
        }
    }

    public IEnumerable<int> InputsIn(int storage) =>
        (inputs ??= Enumerable.Range(0, StorageOfInput.Length).ToLookup(i => StorageOfInput[i]))[storage];
}
