using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// The shapes of a call's inputs for chosen sizes: what a warm-up, a measurement or a check needs in order to make inputs.
/// </summary>
internal sealed class CallShapes
{
    private readonly ProgramManifest manifest;
    private readonly long[] rows;

    /// <param name="manifest">The program.</param>
    /// <param name="sizes">Values of its dynamic sizes by symbol; those that are not given get the smallest value from 1 up that they may
    /// have.</param>
    /// <exception cref="ArgumentException">The program has no such symbol.</exception>
    public CallShapes(ProgramManifest manifest, IReadOnlyDictionary<string, long> sizes)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Keys.FirstOrDefault(s => !manifest.Symbols.Contains(s)) is { } unknown)
        {
            var known = manifest.Symbols.IsEmpty ? "all sizes are fixed" : $"there are {string.Join(", ", manifest.Symbols)}";
            throw new ArgumentException($"The program '{manifest.Name}' has no dynamic size '{unknown}': {known}.", nameof(sizes));
        }
        this.manifest = manifest;
        Symbols = [.. manifest.Symbols
            .Select((name, i) => sizes.TryGetValue(name, out var size) ? size : Smallest(manifest.Guards.Ranges[i]))];
        rows = new long[manifest.Guards.Table.Rows.Length];
        for (var stage = 0; stage <= manifest.Bindings.Length; stage++)
        {
            manifest.Guards.Table.Evaluate(stage, Symbols.AsSpan(), rows);
        }
    }

    /// <summary>The value of each symbol, in the manifest's order.</summary>
    public ImmutableArray<long> Symbols { get; }

    /// <summary>The shape of a tensor input, in elements.</summary>
    public long[] ShapeOf(int input) => [.. manifest.Inputs[input].Shape.Select(row => rows[row])];

    /// <summary>The value of an int input that sizes depend on.</summary>
    public long ValueOf(int input) => rows[manifest.Inputs[input].Shape[0]];

    /// <summary>Inputs of these sizes, all of whose elements are 0.</summary>
    public CallValue[] Zeros()
    {
        var values = new CallValue[manifest.Inputs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = manifest.Inputs[i].Form switch
            {
                InputForm.Tensor => Tensor.Zeros(manifest.Inputs[i].DType, ShapeOf(i)),
                InputForm.Int => ValueOf(i),
                _ => CallValue.FromDouble(0),
            };
        }
        return values;
    }

    public override string ToString() =>
        string.Join(", ", manifest.Symbols.Zip(Symbols, (name, size) => string.Create(CultureInfo.InvariantCulture, $"{name} = {size}")));

    private static long Smallest(SymbolRange range) => Math.Min(Math.Max(1, range.Min), range.Max);
}
