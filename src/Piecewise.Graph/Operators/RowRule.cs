using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// How a call is made for some items of one dim of its result only: which dim of each operand these items come from. They do not depend on
/// other items. Where the call with these operands has another shape than the result with fewer items (as <c>squeeze</c> with one), there
/// is no such call.
/// </summary>
/// <param name="Dims">By argument: the dim of a tensor that has the same items; null where the argument is taken as it is.</param>
/// <param name="Sizes">The argument that lists the result's sizes; null where there is none.</param>
internal readonly record struct RowRule(ImmutableArray<int?> Dims, int? Sizes = null)
{
    /// <summary>One operand has the items, the others are taken as they are.</summary>
    public static RowRule Of(InferenceContext call, string operand, int dim, int? sizes = null)
    {
        var dims = new int?[call.Operator.Schema.Arguments.Length];
        dims[call.Operator.Schema.IndexOf(operand)] = dim;
        return new RowRule([.. dims], sizes);
    }

    /// <summary>Operands that are broadcast; null where it is not certain which of them have the items.</summary>
    public static RowRule? Pointwise(InferenceContext call, int dim)
    {
        var result = call.Result();
        var arguments = call.Operator.Schema.Arguments;
        var dims = new int?[arguments.Length];
        for (var i = 0; i < dims.Length; i++)
        {
            if (!call.IsTensor(arguments[i].Name))
            {
                continue;
            }
            var type = call.Tensor(arguments[i].Name);
            var own = dim - (result.Rank - type.Rank);
            if (own < 0 || type.Shape[own] == 1)
            {
                continue;
            }
            if (type.Shape[own] != result.Shape[dim])
            {
                return null;
            }
            dims[i] = own;
        }
        return new RowRule([.. dims]);
    }

    /// <summary>
    /// A view of the first argument, all of whose results show it alike in this dim: then the viewed tensor has a dim of the same size and
    /// the same distance of items, and only one.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="dim">Of each result.</param>
    public static RowRule? View(InferenceContext call, int dim)
    {
        var arguments = call.Operator.Schema.Arguments;
        if (!call.IsTensor(arguments[0].Name) || call.Operator.ResultIsView(call) != true)
        {
            return null;
        }
        var (viewed, result) = (call.Tensor(arguments[0].Name), call.Result());
        var (size, stride) = (result.Shape[dim], result.Strides[dim]);
        int[] same = [.. Enumerable.Range(0, viewed.Rank).Where(d => viewed.Shape[d] == size && viewed.Strides[d] == stride)];
        if (same is not [var own] || viewed.DType != result.DType)
        {
            return null;
        }
        var sizes = Enumerable.Range(1, arguments.Length - 1).Where(i => arguments[i].Name is "size" or "shape").ToArray();
        if (sizes is [var list])
        {
            return call[arguments[list].Name] is ListArgument { Items.Length: var count } && count == result.Rank
                ? Of(call, arguments[0].Name, own, list) : null;
        }
        return Of(call, arguments[0].Name, own);
    }
}
