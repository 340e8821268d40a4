using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// Calls that a complex number was passed to (<c>z * 1j</c>). Numbers of ours are real, so that such a one becomes a tensor without dims,
/// of a dtype that promotes with the call's tensors as PyTorch promotes a complex number, and the overload for tensors is called.
/// </summary>
internal sealed class ComplexNumbers(OperatorCatalog catalog, Graph graph)
{
    /// <summary>Whether an argument is a complex number.</summary>
    public static bool Any(NodeData call)
    {
        foreach (var input in call.Inputs)
        {
            if (input.Value is ArgumentData.Complex)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The overloads with a tensor in each place where a complex number stands, the call's own first.</summary>
    public IEnumerable<Operator> Overloads(Operator op, NodeData call)
    {
        var complex = call.Inputs.Where(i => i.Value is ArgumentData.Complex).Select(i => i.Name).ToList();
        return catalog.Operators.Where(o => o.Schema.Namespace == op.Schema.Namespace && o.Schema.BaseName == op.Schema.BaseName)
            .OrderBy(o => o == op ? 0 : 1)
            .Where(o => complex.All(
                name => o.Schema.Arguments.Any(a => a.Name == name && a.Type is { Kind: SchemaKind.Tensor, IsList: false })));
    }

    /// <summary>The numbers as tensors, by the names of their arguments.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tensors">The dtypes of the call's other tensors.</param>
    public IReadOnlyDictionary<string, Node> Tensors(NodeData call, IEnumerable<DType> tensors)
    {
        // Double precision is what another operand has, or nobody: a number alone is a complex64.
        var part = tensors.Any(d => d is DType.F64 or DType.C128) ? DType.F64 : DType.F32;
        return call.Inputs.Where(i => i.Value is ArgumentData.Complex).ToDictionary(i => i.Name, i =>
        {
            var number = (ArgumentData.Complex)i.Value;
            return catalog.Call(graph, null, KnownOps.Complex, Part(number.Real), Part(number.Imaginary));
        }, StringComparer.Ordinal);

        Node Part(double value) => catalog.Call(graph, null, KnownOps.Full, Argument.Ints([]), value, part);
    }
}
