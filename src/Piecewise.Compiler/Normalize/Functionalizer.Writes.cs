using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

// Writes, and what becomes of the values that they change.
internal sealed partial class Functionalizer
{
    private void AddInPlace(Node node, Operator functional)
    {
        var written = Tracked(node.Arguments[0]) ?? throw Unsupported(node, "its first argument is no tensor");
        if (functional is ViewOperator)
        {
            // An in-place view of the whole (detach_) writes no element.
            Define(node, written);
            return;
        }
        var call = target.AddCall(functional, [.. node.Arguments.Select(a => Map(a))], functional.Schema.BaseName);
        call.Source = node.Source;
        Write(node, written, call, call);
        Define(node, written);
    }

    // A custom operator that writes an argument of its own stays; what it wrote is read again through every view.
    private void AddWriting(Node node)
    {
        var op = node.Operator!;
        var call = Copy(node, op, [.. node.Arguments.Select(a => Map(a))]);
        foreach (var index in op.Schema.WrittenArguments)
        {
            foreach (var tensor in node.Arguments[index].Nodes.Select(n => tensors[n]))
            {
                Write(node, tensor, tensor.Current, by: null);
            }
        }
        if (node.Type is TensorType)
        {
            var alias = op.Schema.Results[0].AliasSet is { } set
                ? node.Arguments[op.Schema.Arguments.ToList().FindIndex(a => a.Type.AliasSet == set)]
                : null;
            Define(node, alias is null ? TrackedTensor.Fresh(call) : Tracked(alias)!);
        }
        else
        {
            others[node] = call;
        }
    }

    // `by` is the call that gives all elements, where there is one: they may be the same.
    private void Write(Node at, TrackedTensor tensor, Node value, Node? by)
    {
        if (tensor.Base.DoubtfulAfter(at) is { } other)
        {
            throw Unsupported(
                at,
                $"whether %{tensor.Current.Name} shares its memory with %{other.Value.Name} can't be decided from its type {tensor.Type}");
        }
        var values = NewValues(at, tensor, value, by);
        tensor.Base.Replace(values[^1].Value);
        foreach (var (written, current) in values)
        {
            if (HasType(current, written.Type))
            {
                written.Accept(current);
            }
        }
    }

    // The new values of a tensor, of what it is a view of, and so on to the base.
    private List<(TrackedTensor Tensor, Node Value)> NewValues(Node at, TrackedTensor tensor, Node value, Node? by)
    {
        // A write casts and broadcasts to what it writes.
        value = HasShape((TensorType)value.Type, tensor.Type) ? value : InLayoutOf(tensor, value);
        var values = new List<(TrackedTensor Tensor, Node Value)> { (tensor, value) };
        try
        {
            Extend(values);
        }
        catch (NotSupportedException e)
        {
            // A view on the way can't be written as a whole; the elements of this one may be told by their places.
            var isUniform = by is not null && UniformValue.Is(by);
            return storages.Rows(tensor, isUniform).Select(row => TryExtend([(tensor, value), (row.Tensor, row.Scatter(value))]))
                .FirstOrDefault(v => v is not null) ?? throw Unsupported(at, e.Message);
        }
        return values;
    }

    private List<(TrackedTensor Tensor, Node Value)>? TryExtend(List<(TrackedTensor Tensor, Node Value)> values)
    {
        try
        {
            Extend(values);
            return values;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private void Extend(List<(TrackedTensor Tensor, Node Value)> values)
    {
        for (var (tensor, value) = values[^1]; tensor.Parent is { } parent; (tensor, value) = (parent, values[^1].Value))
        {
            value = Scatter(tensor, parent, value);
            values.Add((parent, HasShape((TensorType)value.Type, parent.Type) ? value : InLayoutOf(parent, value)));
        }
        var (@base, last) = values[^1];
        values[^1] = (@base, HasType(last, @base.Type) ? last : InLayoutOf(@base, last));
    }

    private Node Scatter(TrackedTensor tensor, TrackedTensor parent, Node value)
    {
        if (tensor.ViewCall!.Operator is not ViewOperator view)
        {
            throw new NotSupportedException($"%{tensor.Current.Name} is a view by {tensor.ViewCall.Operator!.Name}, which has no inverse");
        }
        var viewed = Read(parent);
        // A placeholder that new nodes are inserted before: the end of the graph so far.
        var marker = target.AddCall(catalog[Dialect.GetItem], [Argument.List([viewed]), 0L], viewed.Type, "marker");
        try
        {
            return view.Scatter(new ScatterContext(catalog, marker, viewed, tensor.ViewCall, tensor.ResultIndex, value));
        }
        finally
        {
            target.Erase(marker);
        }
    }

    // Memory keeps its strides when it is written; a functional form has those of its operands, and a later view may depend on them.
    private Node InLayoutOf(TrackedTensor tensor, Node value) => catalog.Call(target, null, KnownOps.Copy, Read(tensor), value);
}
