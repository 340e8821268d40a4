using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

// Calls that see where elements lie in their storage.
internal sealed partial class Functionalizer
{
    // What sees where elements lie in their storage: as_strided and its copies and scatters, and the question for the place itself.
    private void AddSeeing(Node node, Operator op)
    {
        var tensor = Tracked(node.Arguments[0]) ?? throw Hidden(node, "its first argument is no tensor");
        // Sizes are those of the functional graph; of tensors only types are asked.
        var call = new InferenceContext(op, [.. node.Arguments.Select(a => a.Map(n => tensors.ContainsKey(n) ? n : others[n]))],
            target.Shapes);
        try
        {
            switch (op.Name)
            {
                case var name when name == KnownOps.SymStorageOffset:
                    others[node] = storages.PlaceOf(tensor);
                    break;
                case var name when IsAsStrided(name) && node.Type is TensorType type && call.IsNone("storage_offset")
                    && TypesAgree(type, tensor.Type):
                    Define(node, tensor);
                    break;
                case var name when IsAsStrided(name):
                    Define(node, storages.AsStrided(tensor, call, node.Name));
                    break;
                case var name when name == KnownOps.AsStridedCopy:
                    var shown = storages.AsStrided(tensor, call, node.Name).Current;
                    var rowMajor = new MemoryFormatArgument(MemoryFormat.Contiguous);
                    Define(node, TrackedTensor.Fresh(catalog.Call(target, null, KnownOps.Clone, shown, rowMajor)));
                    break;
                case var name when name == KnownOps.AsStridedScatter:
                    var view = storages.AsStrided(tensor, call, node.Name);
                    var values = NewValues(node, view, Read(Tracked(node.Arguments[1])!), by: null);
                    Define(node, CopyOfStorage(tensor, values[^1].Value));
                    break;
                default:
                    throw Hidden(node, "no functional form of it is known");
            }
        }
        catch (Exception e) when (e is NotSupportedException or InferenceException or OverflowException)
        {
            throw Hidden(node, e is OverflowException ? "a position does not fit 64 bits" : e.Message);
        }
        if (tensors.TryGetValue(node, out var made) && made.Current != tensor.Current)
        {
            made.Current.Source ??= node.Source;
        }
    }

    private static bool IsAsStrided(string name) => name == KnownOps.AsStrided || name == KnownOps.AsStridedInPlace;

    // A tensor in a copy of its storage, where it lies as in the old one.
    private TrackedTensor CopyOfStorage(TrackedTensor tensor, Node value)
    {
        if (tensor.Parent is not { } parent)
        {
            return TrackedTensor.Fresh(value, holdsStorage: tensor.Base.HoldsStorage, start: tensor.Base.Start);
        }
        var viewed = CopyOfStorage(parent, value);
        var old = tensor.ViewCall!;
        var call = target.AddCall(old.Operator!, old.Arguments.SetItem(0, viewed.Current), old.Type, old.Name);
        var copy = viewed.View(call, call, tensor.ResultIndex);
        if (old.Type is TupleType tuple)
        {
            var item = tensor.ResultIndex;
            copy.Materialize(target.AddCall(catalog[Dialect.GetItem], [call, (long)item], tuple.Items[item]));
        }
        return copy;
    }

    // Whether the memory of a result, as PyTorch makes it, holds nothing but its elements.
    private bool FillsStorage(Node node, TensorType type)
    {
        var op = node.Operator!;
        if (op.Schema.Namespace != "aten" || node.Arguments.Any(a => a is GraphArgument))
        {
            return false;
        }
        if (op.StorageLike is not { } name)
        {
            return true;
        }
        return Tracked(node.ArgumentNamed(name)) is { Parent: null, Base: { HoldsStorage: true, Start: var start } } like
            && start == 0 && source.Shapes.IsStaticallyTrue(SymBool.Eq(like.Type.ElementCount, type.ElementCount));
    }

    // A nested graph takes each operand for a storage of its own.
    private void RequireWholeOperands(Node node)
    {
        var seer = node.Arguments.OfType<GraphArgument>().SelectMany(a => SharedMemory.SeenIn(a.Graph)).FirstOrDefault();
        if (seer is not null && node.InputNodes.FirstOrDefault(MayBePart) is { } part)
        {
            throw Hidden(
                node,
                $"in its nested graph, the memory around %{seer.Name} is seen, and %{part.Name} may be a part of a larger tensor; "
                + "pass a clone of it");
        }

        bool MayBePart(Node operand) =>
            tensors.TryGetValue(operand, out var t) && (t.Parent is not null || !t.Base.HoldsStorage || t.Base.Start != 0);
    }

    private static NormalizationException Hidden(Node node, string why) =>
        new($"{Describe(node)} can't be made functional: {why.TrimEnd('.')}. [F3]");
}
