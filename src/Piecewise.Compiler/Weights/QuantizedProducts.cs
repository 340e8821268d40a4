using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Weights;

/// <summary>
/// Products whose weights are to be kept in fewer bits become calls that say so (Q1), before the program is split: layers that differ in it
/// are other pieces. A product that chooses experts stays as it is unless a pattern means its weight: what it rounds would send tokens
/// elsewhere.
/// </summary>
/// <example><code>
/// %y = linear(%x, %p_up_weight)   →   %y = quantized_linear(%x, %p_up_weight, None, "int8")
/// </code></example>
internal static class QuantizedProducts
{
    // Shorter rows have nothing to gain.
    private const int ShortestRow = QuantizedLayout.Group;

    /// <param name="graph">A functional graph; it is changed.</param>
    /// <param name="formats">Of the weights, by their names in the program's state.</param>
    /// <param name="catalog">The operators.</param>
    /// <returns>Whether there is what was asked for: a weight with a format, unless all are to stay as they were exported.</returns>
    /// <exception cref="NormalizationException">A pattern means no weight of a product.</exception>
    public static bool Rewrite(Graph graph, WeightFormats formats, OperatorCatalog catalog)
    {
        if (formats.IsExported)
        {
            return true;
        }
        var found = false;
        var constants = new ConstantValues(graph);
        var weights = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call && LinearForm.IsProduct(n)).ToArray())
        {
            if (LinearForm.Of(node) is { } form && constants.HasInput(form.Weight) && Takes(node, form))
            {
                var name = form.Weight.Input!.Target;
                weights.Add(name);
                if (formats.Of(name) is { } format && (formats.Names(name) || !ChoosesExperts(node)))
                {
                    Replace(graph, node, form, format, catalog);
                    found = true;
                }
            }
        }
        foreach (var pattern in formats.Patterns)
        {
            if (!weights.Any(w => WeightFormats.Matches(pattern, w)))
            {
                throw new NormalizationException(
                    $"No product's weight is called '{pattern}'. Those that can have a format are {string.Join(", ", weights.Take(8))}"
                    + $"{(weights.Count > 8 ? $" and {weights.Count - 8} more" : "")}. [Q1]");
            }
        }
        return found;
    }

    /// <summary>What to say where <see cref="Rewrite"/> found nothing.</summary>
    public static string Nothing(WeightFormats formats) =>
        $"no product has a weight that can be kept in {formats}: all weights stay as they were exported";

    private static bool Takes(Node product, LinearForm form) =>
        product.Type is TensorType { IsRowMajor: true } && form.Input.Type is TensorType { DType: DType.F32 or DType.BF16 } x
        && form.Weight.Type is TensorType { Rank: 2 } weight && weight.DType == x.DType
        && weight.Shape[0].IsConstant && weight.Shape[1].TryGetConstant(out var k) && k is >= ShortestRow and <= QuantizedLayout.LongestRow
        && form.Bias is not NodeArgument { Node.Type: TensorType { Rank: not 1 } };

    // Whether the largest elements of a result are looked for, as such or of their softmax.
    private static bool ChoosesExperts(Node product)
    {
        var (pending, seen) = (new Stack<Node>([product]), new HashSet<Node> { product });
        while (pending.TryPop(out var value))
        {
            foreach (var user in value.Users.Where(seen.Add))
            {
                if (user.IsCallOf(KnownOps.TopK))
                {
                    return true;
                }
                if (user.Operator is { } op && (op.IsPointwise || op.IsConversion || op.IsReshape || user.IsCallOf(KnownOps.Softmax)
                    || user.IsCallOf(KnownOps.CoreSoftmax)))
                {
                    pending.Push(user);
                }
            }
        }
        return false;
    }

    private static void Replace(Graph graph, Node product, LinearForm form, string format, OperatorCatalog catalog)
    {
        var call = graph.AddCall(
            catalog[KnownOps.QuantizedLinear], [form.Input, form.Weight, form.Bias, format], product.Type, product.Name, product);
        call.Source = product.Source;
        product.ReplaceAllUsesWith(call);
        graph.Erase(product);
    }
}
