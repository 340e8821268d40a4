using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Views by sizes, strides and a position: what <c>as_strided</c> shows, and what any view of views shows in terms of the tensor that all
/// are views of. That tensor's elements become a row, in the order in which they lie in memory, and the view becomes one of the row.
/// </summary>
/// <example><code>
///                                              %r = view(%x, [-1])
/// %s = slice(%x, 0, 2)                   →     %v = strided(%r, [3], [2], 5)
/// %v = as_strided(%s, [3], [2], 5)
/// </code></example>
/// <param name="catalog">Where the operators are taken from.</param>
/// <param name="target">The functional graph; calls go to its end.</param>
/// <param name="read">A node with the value that a tensor has now.</param>
internal sealed class StorageViews(OperatorCatalog catalog, Graph target, Func<TrackedTensor, Node> read)
{
    private readonly SizeArguments sizes = new(catalog, target);
    private readonly Dictionary<(TrackedTensor Tensor, DType DType), TrackedTensor> rows = [];

    /// <summary>The view that a call of <c>as_strided</c> makes of the storage that a tensor lies in.</summary>
    /// <param name="tensor">What the call is given.</param>
    /// <param name="call">The call with its arguments mapped to the functional graph.</param>
    /// <param name="name">The view's name.</param>
    /// <exception cref="NotSupportedException">The program does not show all of the storage, or where in it the tensor begins.</exception>
    /// <exception cref="InferenceException">The view certainly reaches beyond the storage.</exception>
    public TrackedTensor AsStrided(TrackedTensor tensor, InferenceContext call, string name)
    {
        var (size, stride) = (call.SymInts("size"), call.SymInts("stride"));
        var given = call.OptionalSymInt("storage_offset");
        StridedRules.Check(call, size, stride, given);
        // From where the tensor itself begins to no further than it goes: that is a view of it, wherever it lies.
        if (given is null && tensor.Type.DenseOrder(target.Shapes) is { } order
            && target.Shapes.IsStaticallyTrue(SymBool.Lt(StridedRules.Last(call, size, stride, 0), tensor.Type.ElementCount)))
        {
            return OverRow(Row(tensor, order, tensor.Type.DType), call["size"], call["stride"], 0L, name);
        }
        var root = tensor.Root;
        if (!root.Base.HoldsStorage)
        {
            throw new NotSupportedException($"what lies around the elements of %{root.Current.Name} in its memory is not known");
        }
        var whole = root.Type.DenseOrder(target.Shapes)
            ?? throw new NotSupportedException(
                $"between the elements of %{root.Current.Name}, {root.Type}, lies memory that the program does not show");
        var bytes = root.Base.Start * root.Type.DType.Size();
        var position = given is null ? PlaceIn(root, tensor) : Elements(given * tensor.Type.DType.Size() - bytes, tensor.Type.DType);
        var offset = given is not null && position == given ? call["storage_offset"] : sizes.Of(position);
        return OverRow(Row(root, whole, tensor.Type.DType), call["size"], call["stride"], offset, name);
    }

    /// <summary>Where a tensor's first element lies in its storage, in elements of it.</summary>
    /// <exception cref="NotSupportedException">It is not known.</exception>
    public Argument PlaceOf(TrackedTensor tensor)
    {
        var root = tensor.Root;
        return root.Base.HoldsStorage
            ? sizes.Of(PlaceIn(root, tensor) + Elements(root.Base.Start * root.Type.DType.Size(), tensor.Type.DType))
            : throw new NotSupportedException($"where %{root.Current.Name} begins in its memory is not known");
    }

    /// <summary>
    /// The rows that a tensor is a view of, from the nearest on, and what makes each one's new value of the tensor's, which has the
    /// tensor's shape. None where the tensor's place is not known, or where the order of writing would show.
    /// </summary>
    /// <param name="tensor">A view of views.</param>
    /// <param name="isUniform">All elements of the new value are the same.</param>
    public IEnumerable<(TrackedTensor Tensor, Func<Node, Node> Scatter)> Rows(TrackedTensor tensor, bool isUniform)
    {
        if (!isUniform && !tensor.Type.HasSeparateElements(target.Shapes))
        {
            yield break;
        }
        for (var viewed = tensor.Parent; viewed is not null; viewed = viewed.Parent)
        {
            if (viewed.Type.DenseOrder(target.Shapes) is { } order && TryPlace(viewed, tensor) is { } place)
            {
                var row = Row(viewed, order, tensor.Type.DType);
                yield return (row, value => catalog.Call(
                    target, null, StridedRow.Scatter, read(row), value, place.Size, place.Stride, place.Offset));
            }
        }
    }

    private (Argument Size, Argument Stride, Argument Offset)? TryPlace(TrackedTensor whole, TrackedTensor tensor)
    {
        try
        {
            return (sizes.Of(tensor.Type.Shape), sizes.Of(tensor.Type.Strides), sizes.Of(PlaceIn(whole, tensor)));
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private TrackedTensor OverRow(TrackedTensor row, Argument size, Argument stride, Argument offset, string name)
    {
        var op = catalog[StridedRow.View];
        var call = target.AddCall(op, [read(row), size, stride, offset], name);
        return row.View(call, call, 0);
    }

    // The elements in the order of their places, as another dtype where the view is seen as one.
    private TrackedTensor Row(TrackedTensor tensor, ImmutableArray<int> order, DType dtype)
    {
        if (rows.TryGetValue((tensor, dtype), out var known))
        {
            return known;
        }
        var row = tensor;
        if (!order.SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            row = Add(row, KnownOps.Permute, Argument.Ints(order.Select(d => (long)d)));
        }
        if (row.Type.Rank != 1)
        {
            row = Add(row, KnownOps.View, Argument.Ints([row.Type.ElementCount.TryGetConstant(out var count) ? count : -1]));
        }
        if (row.Type.DType != dtype)
        {
            row = Add(row, KnownOps.ViewDType, dtype);
        }
        return rows[(tensor, dtype)] = row;
    }

    private TrackedTensor Add(TrackedTensor viewed, string op, Argument argument)
    {
        var call = catalog.Call(target, null, op, read(viewed), argument);
        return viewed.View(call, call, 0);
    }

    // How far a tensor's first element lies after that of what it is a view of, in elements of the tensor.
    private SymInt PlaceIn(TrackedTensor whole, TrackedTensor tensor)
    {
        SymInt bytes = 0;
        for (var view = tensor; view != whole; view = view.Parent!)
        {
            var (call, viewed) = (view.ViewCall!, view.Parent!);
            var context = InferenceContext.Of(call);
            bytes += (call.Operator as ViewOperator)?.Offset(context, view.ResultIndex) is { } step
                ? step * viewed.Type.DType.Size()
                : throw new NotSupportedException($"where %{call.Name} begins in %{viewed.Current.Name} is not known");
        }
        return Elements(bytes, tensor.Type.DType);
    }

    private SymInt Elements(SymInt bytes, DType dtype)
    {
        var elements = SymInt.FloorDiv(bytes, dtype.Size());
        return target.Shapes.IsStaticallyTrue(SymBool.Eq(elements * dtype.Size(), bytes))
            ? elements
            : throw new NotSupportedException($"its first element may not lie at a multiple of the size of {dtype.TextName()}");
    }
}
