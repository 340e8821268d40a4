using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>What the importers of one file's graphs share.</summary>
internal sealed class ImportScope
{
    /// <summary>What may help where operators of PyTorch's own are unknown.</summary>
    public const string DecompositionAdvice =
        "PyTorch may express such operators in known ones: in Python, ep = ep.run_decompositions() before torch.export.save(ep, path)";

    // Strides are simplified once for each type; most programs have few.
    private readonly Dictionary<TensorType, TensorType> simplified = [];
    private readonly SortedDictionary<string, (int Count, string Example)> unknown = new(StringComparer.Ordinal);
    private readonly OperatorCatalog catalog;
    private readonly ProblemList problems;
    private readonly SymbolTranslator symbols;
    private readonly TypeChecker types;
    private readonly ShapeEnvironment shapes;
    private readonly ArchiveLimits limits;
    private long results;

    public ImportScope(
        OperatorCatalog catalog, ProblemList problems, SymbolTranslator symbols, TypeChecker types, ShapeEnvironment shapes,
        ArchiveLimits limits)
    {
        this.limits = limits;
        this.catalog = catalog;
        this.problems = problems;
        this.symbols = symbols;
        this.types = types;
        this.shapes = shapes;
        Randoms = new RandomCalls(this);
    }

    public OperatorCatalog Catalog => catalog;

    public ProblemList Problems => problems;

    public SymbolTranslator Symbols => symbols;

    public TypeChecker Types => types;

    public RandomCalls Randoms { get; }

    /// <summary>Where the file's tensors are, by PyTorch's names.</summary>
    public SortedSet<string> Devices { get; } = new(StringComparer.Ordinal);

    public bool HasUnknownOperators => unknown.Count > 0;

    /// <summary>Counts the results of a call.</summary>
    /// <exception cref="Pt2FormatException">The program has more than it may have.</exception>
    public void AddResults(NodeType type)
    {
        results += type is TupleType tuple ? tuple.Items.Length : 1;
        if (results > limits.MaxResults)
        {
            problems.Add(Pt2Model.TooMany(results, limits.MaxResults, "results of calls so far", nameof(limits.MaxResults)));
            throw problems.ToException();
        }
    }

    public void UnknownOperator(NodeData node, string target)
    {
        target = Printable.Text(target);
        var place = new SourceLocation(node.Module?.Path, node.Module?.Type, node.Source?.File, node.Source?.Line ?? 0,
            node.Source?.Function);
        unknown[target] = unknown.TryGetValue(target, out var seen) ? (seen.Count + 1, seen.Example) : (1, place.ToString());
    }

    /// <summary>Reports each unknown operator once, with how often and where it is called.</summary>
    /// <param name="isDecomposed">Whether PyTorch has decomposed the program already.</param>
    public void ReportUnknownOperators(bool isDecomposed)
    {
        // Said once, after the last of those that it may help.
        var advised = isDecomposed ? null : unknown.Keys.LastOrDefault(IsPyTorchs);
        foreach (var (target, (count, example)) in unknown)
        {
            problems.Add(
                $"unknown operator {target}, called {count} time{(count == 1 ? "" : "s")}, "
                + $"first at {example}{(target == advised ? $". {DecompositionAdvice}" : "")}");
        }
    }

    /// <summary>Whether an operator is one of those that PyTorch can decompose.</summary>
    public static bool IsPyTorchs(string target) => target.StartsWith("torch.ops.aten.", StringComparison.Ordinal);

    // Where a size may be 0, PyTorch writes max(size, 1) into the strides. Strides of an empty tensor say nothing, so that it is size.
    private ImmutableArray<SymInt> Simplified(ImmutableArray<SymInt> sizes, ImmutableArray<SymInt> strides)
    {
        if (strides.All(s => s.IsConstant || sizes.All(size => size.IsConstant || !HasMaximum(s, size))))
        {
            return strides;
        }
        var filled = shapes.Copy();
        try
        {
            filled.AddFacts(sizes.Where(s => !s.IsConstant).Select(s => SymBool.Ge(s, 1)));
            return [.. strides.Select(filled.Simplify)];
        }
        catch (ShapeConflictException)
        {
            return strides;
        }
    }

    private static bool HasMaximum(SymInt stride, SymInt size) =>
        stride.Symbols.Intersect(size.Symbols).Any() && stride.ToString().Contains("max(", StringComparison.Ordinal);

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
        var device = meta.Device.ToString();
        Devices.Add(device);
        var type = new TensorType(dtype, [.. meta.Sizes.Select(symbols.Int)], [.. meta.Strides.Select(symbols.Int)], device);
        if (!simplified.TryGetValue(type, out var simple))
        {
            simplified.Add(type, simple = new TensorType(dtype, type.Shape, Simplified(type.Shape, type.Strides), device));
        }
        return simple;
    }
}
