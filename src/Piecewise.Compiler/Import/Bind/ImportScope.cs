using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Import;

/// <summary>What the importers of one file's graphs share.</summary>
internal sealed class ImportScope(OperatorCatalog catalog, ProblemList problems, SymbolTranslator symbols, TypeChecker types)
{
    private readonly SortedDictionary<string, (int Count, string Example)> unknown = new(StringComparer.Ordinal);

    public OperatorCatalog Catalog => catalog;

    public ProblemList Problems => problems;

    public SymbolTranslator Symbols => symbols;

    public TypeChecker Types => types;

    public bool HasUnknownOperators => unknown.Count > 0;

    public void UnknownOperator(NodeData node, string target)
    {
        target = Printable.Text(target);
        var place = new SourceLocation(node.Module?.Path, node.Module?.Type, node.Source?.File, node.Source?.Line ?? 0, node.Source?.Function);
        unknown[target] = unknown.TryGetValue(target, out var seen) ? (seen.Count + 1, seen.Example) : (1, place.ToString());
    }

    /// <summary>Reports each unknown operator once, with how often and where it is called.</summary>
    public void ReportUnknownOperators()
    {
        foreach (var (target, (count, example)) in unknown)
        {
            problems.Add($"unknown operator {target}, called {count} time{(count == 1 ? "" : "s")}, first at {example}");
        }
    }

    public TensorType? TensorTypeOf(TensorMetaData meta)
    {
        if (!ElementTypes.TryGet(meta.ScalarType, out var dtype))
        {
            problems.Add($"the element type {meta.ScalarType} is not supported");
            return null;
        }
        if (meta.Sizes.Length != meta.Strides.Length)
        {
            problems.Add($"a tensor has {meta.Sizes.Length} sizes and {meta.Strides.Length} strides");
            return null;
        }
        return new TensorType(
            dtype, [.. meta.Sizes.Select(symbols.Int)], [.. meta.Strides.Select(symbols.Int)],
            meta.Device.Index is { } index ? $"{meta.Device.Type}:{index}" : meta.Device.Type);
    }
}
