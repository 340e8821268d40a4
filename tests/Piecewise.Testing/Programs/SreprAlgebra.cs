using System.Globalization;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>Sizes as the text that PyTorch writes for them.</summary>
internal sealed class SreprAlgebra : ISymIntAlgebra<string>
{
    public static SreprAlgebra Instance { get; } = new();

    public string Constant(long value) => string.Create(CultureInfo.InvariantCulture, $"Integer({value})");

    public string Symbol(string name) => $"Symbol('{name}', {(name.StartsWith('u') ? "" : "positive=True, ")}integer=True)";

    // Sums and products are flat in PyTorch's text.
    public string Add(string left, string right) => Flat("Add", left, right);

    public string Multiply(string left, string right) => Flat("Mul", left, right);

    public string FloorDiv(string dividend, string divisor) => $"FloorDiv({dividend}, {divisor})";

    public string Mod(string dividend, string divisor) => $"Mod({dividend}, {divisor})";

    public string Min(string left, string right) => Flat("Min", left, right);

    public string Max(string left, string right) => Flat("Max", left, right);

    private static string Flat(string function, string left, string right) =>
        left.StartsWith(function + "(", StringComparison.Ordinal) ? $"{left[..^1]}, {right})" : $"{function}({left}, {right})";
}
