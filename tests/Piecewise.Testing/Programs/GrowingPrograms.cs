using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>Programs of any size of one kind each: what they cost is to grow with their files, not faster.</summary>
internal static partial class GrowingPrograms
{
    private static readonly SymInt S = SymInt.Symbol("s0");

    /// <summary>By name: a program of a size, and a size that a test can afford.</summary>
    public static ImmutableArray<GrowingProgram> All { get; } =
    [
        .. Nodes, .. Views, .. Values, .. Symbols, .. Conditions,
    ];

    public static GrowingProgram Named(string name) => All.First(p => p.Name == name);

    private static TensorType F32(params ReadOnlySpan<SymInt> shape) => new(DType.F32, [.. shape]);

    private static TensorType I64(params ReadOnlySpan<SymInt> shape) => new(DType.I64, [.. shape]);

    private static string N(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    private static (string, string) T(string argument, string tensor) => (argument, ArgText.Tensor(tensor));

    private static (string, string) I(string argument, long value) => (argument, ArgText.Int(value));

    private static ProgramFile Dynamic(out string x, params ReadOnlySpan<SymInt> rest)
    {
        var file = new ProgramFile();
        file.Range("s0", 2, 1024);
        x = file.Input("x", F32([S, .. rest]));
        return file;
    }
}
