using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Makes an imported graph functional (F3): an in-place operator becomes its functional form, a write through a view becomes a new value
/// of the viewed tensor, views are made again from it when they are next read, and what is left changed in an input becomes a mutation
/// output. <c>as_strided</c> becomes a view of what its argument is a view of, since it sees the whole storage. A <c>maybe_inplace</c> call
/// becomes its default overload, and the inputs that it was given are marked as donated (I4). Checks of metadata and calls whose result is
/// their argument disappear.
/// </summary>
/// <example><code>
/// %v = slice(%x, 0, 1)        %v  = slice(%x, 0, 1)
/// %a = add_(%v, 1)      →     %a  = add(%v, 1)
/// output %x                   %x1 = slice_scatter(%x, %a, 0, 1)
///                             output %x1 -> input "x", %x1
/// </code></example>
internal sealed partial class Functionalizer
{
    /// <summary>How many times larger than the program its functional form may be; those of exported models stay below 2.</summary>
    private const int MaxGrowth = 16;

    /// <summary>Calls that a functional form may have anyway.</summary>
    private const int MinLimit = 10_000;

    private readonly OperatorCatalog catalog;
    private readonly Graph source;
    private readonly Graph target;
    private readonly ImmutableArray<SharedMemory> shared;
    private readonly IReadOnlyDictionary<string, Tensor> state;
    private readonly StorageViews storages;
    private readonly Dictionary<Node, TrackedTensor> tensors = [];
    private readonly Dictionary<(Node Tuple, int Index), TrackedTensor> items = [];
    // Tuples whose elements may be views of these.
    private readonly Dictionary<Node, ImmutableArray<TrackedBase>> doubtfulTuples = [];
    // Inputs that are another name of an input which stands for both.
    private readonly HashSet<Node> twins = [];
    // Tuples, symbolic numbers and whatever else is no tensor.
    private readonly Dictionary<Node, Argument> others = [];
    // Inputs that maybe_inplace calls make free; empty in a nested graph, whose operands belong to the graph around it.
    private readonly ImmutableHashSet<Node> donated;

    private Functionalizer(
        Graph source, OperatorCatalog catalog, ShapeEnvironment shapes, ImmutableArray<SharedMemory> shared,
        IReadOnlyDictionary<string, Tensor> state, bool isNested = false)
    {
        this.source = source;
        this.state = state;
        var activations = DonatedActivations.Of(source);
        donated = isNested ? [] : activations.Inputs;
        this.catalog = catalog;
        this.shared = shared;
        target = new Graph(source.Name, shapes, Stage.Functional);
        storages = new StorageViews(catalog, target, Read);
    }

    /// <summary>A new functional graph with the same inputs and, after mutation outputs, the same outputs.</summary>
    /// <param name="graph">The graph; it is not changed.</param>
    /// <param name="catalog">Where functional forms and scatters are taken from.</param>
    /// <param name="shared">Inputs that overlap in memory.</param>
    /// <param name="state">What inputs stand for, by target; one that is not there begins its storage and fills it.</param>
    /// <exception cref="NormalizationException">
    /// A write has no functional form: into elements that lie in one place, or through a view that may be a copy. Or a call sees memory
    /// that the program does not show.
    /// </exception>
    public static Graph Run(
        Graph graph, OperatorCatalog catalog, ImmutableArray<SharedMemory>? shared = null,
        IReadOnlyDictionary<string, Tensor>? state = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        state ??= ImmutableDictionary<string, Tensor>.Empty;
        return new Functionalizer(graph, catalog, graph.Shapes.Copy(), shared ?? [], state).Run();
    }

    private Graph Run()
    {
        source.Number();
        AddInputs();
        foreach (var memory in shared)
        {
            Join(memory);
        }
        for (var node = source.First; node is not null; node = node.Next)
        {
            if (node.Kind == NodeKind.Output)
            {
                SetOutput(node);
            }
            else if (node.Kind != NodeKind.Input)
            {
                AddCall(node);
                RequireBounded(node);
            }
        }
        return target;
    }

    // Each write makes every view of its memory stale, and each view is made again from all that it is a view of.
    private void RequireBounded(Node node)
    {
        if (target.Count > MaxGrowth * (long)source.Count + MinLimit)
        {
            throw new NormalizationException(
                $"At %{node.Name}, at {node.Source?.ToString() ?? "an unknown place"}, the functional form of @{source.Name} has more "
                + $"than {MaxGrowth} times the calls of the program: "
                + "it writes the memory of too many views of views. Write into a copy. [F3]");
        }
    }

    private void AddInputs()
    {
        foreach (var node in source.Inputs)
        {
            var input = target.AddInput(node.Name, node.Type, donated.Contains(node) ? node.Input! with { IsDonated = true } : node.Input!);
            if (node.Type is TensorType)
            {
                var place = input.Input!.Kind == InputKind.User ? null : state.GetValueOrDefault(input.Input.Target);
                Define(node, TrackedTensor.Fresh(input, isCallers: true, start: place?.Offset ?? 0));
            }
            else
            {
                others[node] = input;
            }
        }
    }

    // Overlapping inputs become views of one base. Names of one tensor share it as it is; else the base is put together from them.
    private void Join(SharedMemory memory)
    {
        if (memory.IsOneTensor)
        {
            // Parameters and buffers before constants, so that one of them is what a mutation output overwrites.
            var first = memory.Inputs.MinBy(i => i.Input.Input!.Kind).Input;
            foreach (var (input, _) in memory.Inputs.Where(i => i.Input != first))
            {
                Define(input, tensors[first]);
                twins.Add(input);
            }
            return;
        }
        var dtype = memory.Inputs[0].Tensor.DType;
        if (memory.Inputs.FirstOrDefault(i => i.Tensor.DType != dtype).Input is { } other)
        {
            throw new NormalizationException(
                $"%{memory.Inputs[0].Input.Name} and %{other.Name} lie in one memory with different dtypes, "
                + "and one of them is written, or the memory around it is seen.");
        }
        var (start, length) = memory.Elements;
        var flat = catalog.Call(target, null, KnownOps.NewZeros, tensors[memory.Inputs[0].Input].Current, Argument.Ints([length]));
        foreach (var (input, tensor) in memory.Inputs)
        {
            var value = tensors[input].Current;
            flat = catalog.Call(
                target, null, StridedRow.Scatter, flat, value, Sizes(tensor.Shape), Sizes(tensor.Strides), tensor.Offset - start);
        }
        var whole = TrackedTensor.Fresh(flat, isCallers: true, memory.IsCovered, start);
        foreach (var (input, tensor) in memory.Inputs)
        {
            var view = catalog.Call(target, null, StridedRow.View, flat, Sizes(tensor.Shape), Sizes(tensor.Strides), tensor.Offset - start);
            Define(input, whole.View(view, view, 0));
        }

        static Argument Sizes(ReadOnlySpan<long> values) => Argument.Ints(values.ToArray());
    }

    private void Define(Node node, TrackedTensor tensor)
    {
        tensors[node] = tensor;
        tensor.Base.Name(node);
    }

    private void AddCall(Node node)
    {
        var op = node.Operator ?? throw new NormalizationException(
            $"%{node.Name} calls a piece; functionalization comes before partition.");
        if (op.IsTypeCheck)
        {
            return;
        }
        if (node.IsCallOf(Dialect.GetItem))
        {
            AddItem(node);
        }
        else if (op.SeesStorage)
        {
            AddSeeing(node, op);
        }
        else if (op is MaybeInPlaceOperator { Default: var leavesItsArguments })
        {
            AddPure(node, leavesItsArguments);
        }
        else if (op.FunctionalForm is { } functional)
        {
            AddInPlace(node, functional);
        }
        else if (op.Schema.HasWrites)
        {
            AddWriting(node);
        }
        else
        {
            AddPure(node, op);
        }
    }

    private void AddPure(Node node, Operator op)
    {
        if (node.Arguments.Any(a => a is GraphArgument))
        {
            RequireWholeOperands(node);
        }
        var isView = node.Type is TensorType or TupleType ? op.ResultIsView(InferenceContext.Of(node)) : false;
        var viewed = isView == false || node.Arguments.IsEmpty ? null : Tracked(node.Arguments[0]);
        if (isView == true && viewed is not null && op is not ViewOperator && node.Type is TensorType type && HasShape(viewed.Type, type))
        {
            // Not a view operator, yet no copy: the result is the argument (to the same dtype, contiguous of a contiguous tensor, detach).
            Define(node, viewed);
            return;
        }
        var call = Copy(node, op, [.. node.Arguments.Select(a => Map(a, metadataOnly: op.IsSizeQuery))]);
        // What is or may be a view, but of something that a write can't be carried over to.
        ImmutableArray<TrackedBase> doubtful = isView == false || (isView == true && viewed is not null && op is ViewOperator)
            ? []
            : [.. node.InputNodes.Where(tensors.ContainsKey).Select(n => tensors[n].Base).Distinct()];
        if (node.Type is TensorType)
        {
            Define(node, isView == true && doubtful.IsEmpty ? viewed!.View(node, call, 0)
                : TrackedTensor.Fresh(call, holdsStorage: doubtful.IsEmpty && FillsStorage(node, (TensorType)node.Type)));
            Doubt(tensors[node], doubtful);
            return;
        }
        others[node] = call;
        if (isView == true && doubtful.IsEmpty)
        {
            for (var i = 0; i < ((TupleType)node.Type).Items.Length; i++)
            {
                items[(node, i)] = viewed!.View(node, call, i);
            }
        }
        else
        {
            doubtfulTuples[node] = doubtful;
        }
    }

    private static void Doubt(TrackedTensor tensor, ImmutableArray<TrackedBase> doubtful)
    {
        foreach (var other in doubtful)
        {
            tensor.Base.MayBe(other);
        }
    }

    private bool HasShape(TensorType a, TensorType b) =>
        a.DType == b.DType && a.Rank == b.Rank
            && a.Shape.Zip(b.Shape).All(p => p.First == p.Second || source.Shapes.IsStaticallyTrue(SymBool.Eq(p.First, p.Second)));

    private void AddItem(Node node)
    {
        if (node.Arguments[0] is ListArgument { Items: var list })
        {
            AddItemOfList(node, list);
            return;
        }
        var tuple = ((NodeArgument)node.Arguments[0]).Node;
        var index = (int)((IntArgument)node.Arguments[1]).Value;
        if (items.TryGetValue((tuple, index), out var known))
        {
            if (!known.HasNode)
            {
                known.Materialize(Copy(node, node.Operator!, [others[tuple], (long)index]));
            }
            Define(node, known);
            return;
        }
        var item = Copy(node, node.Operator!, [others[tuple], (long)index]);
        if (node.Type is TensorType)
        {
            var doubtful = doubtfulTuples.GetValueOrDefault(tuple, []);
            var isAlone = doubtful.IsEmpty && FillsStorage(tuple, (TensorType)node.Type);
            Define(node, items[(tuple, index)] = TrackedTensor.Fresh(item, holdsStorage: isAlone));
            Doubt(tensors[node], doubtful);
        }
        else
        {
            others[node] = item;
        }
    }

    // An item of a list that stands in the call is that value: there is no tuple to take it from.
    private void AddItemOfList(Node node, ImmutableArray<Argument> list)
    {
        if (node.Arguments[1] is not IntArgument { Value: var index } || list[(int)index] is not NodeArgument { Node: var item })
        {
            throw new NormalizationException(
                $"%{node.Name} = {node.Operator!.Name} takes an item of {node.Arguments[0]} that is no value of the graph.");
        }
        if (tensors.TryGetValue(item, out var tensor))
        {
            Define(node, tensor);
        }
        else
        {
            others[node] = others[item];
        }
    }

    private bool HasType(Node value, TensorType type) => TypesAgree(value.Type, type);

    private bool TypesAgree(NodeType a, TensorType b) =>
        a.Equals(b) || new TypeAgreement(target.Shapes, target.Shapes).Difference(a, b) is null;

    /// <summary>The value of a tensor now: made again from what it views where that has changed since.</summary>
    private Node Read(TrackedTensor tensor)
    {
        if (!tensor.IsStale)
        {
            return tensor.Current;
        }
        var stale = new Stack<TrackedTensor>();
        for (var view = tensor; view is { IsStale: true }; view = view.Parent)
        {
            stale.Push(view);
        }
        while (stale.TryPop(out var view))
        {
            Renew(view);
        }
        return tensor.Current;
    }

    private void Renew(TrackedTensor tensor)
    {
        if (tensor.Parent is not { } parent)
        {
            tensor.Accept(tensor.Base.Value);
            return;
        }
        var old = tensor.OldCall!;
        var call = target.AddCall(old.Operator!, tensor.ViewCall!.Arguments.SetItem(0, parent.Current), old.Type, old.Name);
        call.Source = old.Source;
        tensor.Renew(call, old.Type is TupleType tuple
            ? target.AddCall(catalog[Dialect.GetItem], [call, (long)tensor.ResultIndex], tuple.Items[tensor.ResultIndex])
            : call);
    }

    private Argument Map(Argument argument, bool metadataOnly = false) => argument switch
    {
        GraphArgument { Graph: var nested } => new GraphArgument(RunNested(nested)),
        _ => argument.Map(n => tensors.TryGetValue(n, out var tensor) ? metadataOnly && tensor.HasNode ? tensor.Current : Read(tensor)
            : others[n]),
    };

    private Graph RunNested(Graph nested)
    {
        var result = new Functionalizer(nested, catalog, target.Shapes, [], state, isNested: true).Run();
        return result.Output!.Outputs.Any(o => o.Kind != OutputKind.User)
            ? throw new NormalizationException(
                $"The nested graph @{nested.Name} writes one of its inputs, which a branch or loop body may not.")
            : result;
    }

    private TrackedTensor? Tracked(Argument argument) =>
        argument is NodeArgument { Node: var node } ? tensors.GetValueOrDefault(node) : null;

    private Node Copy(Node node, Operator op, ImmutableArray<Argument> arguments)
    {
        var call = target.AddCall(op, arguments, node.Type, node.Name);
        call.Source = node.Source;
        return call;
    }

    private void SetOutput(Node output)
    {
        var values = ImmutableArray.CreateBuilder<Argument>();
        var specs = ImmutableArray.CreateBuilder<OutputSpec>();
        var listed = output.Outputs.ToHashSet();
        foreach (var (old, input) in source.Inputs.Zip(target.Inputs))
        {
            // A program of the functional dialect lists its mutations itself.
            if (tensors.TryGetValue(old, out var tensor) && !twins.Contains(old) && tensor.Base.Version > 0 && Read(tensor) is var value
                && value != input)
            {
                var spec = new OutputSpec(input.Input!.Kind == InputKind.User ? OutputKind.InputMutation : OutputKind.BufferMutation,
                    input.Input.Target);
                if (!listed.Contains(spec))
                {
                    values.Add(value);
                    specs.Add(spec);
                }
            }
        }
        var replaced = Replace(output);
        for (var i = 0; i < output.Arguments.Length; i++)
        {
            values.Add(replaced.GetValueOrDefault(i) ?? Map(output.Arguments[i]));
            specs.Add(output.Outputs[i]);
        }
        target.SetOutput(values.ToImmutable(), specs.ToImmutable());
    }

    // New values that a program lists itself are written at its end: what it returns of the same memory shows them. By output, the value.
    private Dictionary<int, Argument> Replace(Node output)
    {
        var listed = new Dictionary<int, Argument>();
        var writes = new List<(TrackedTensor Tensor, Node Value)>();
        var inputs = source.Inputs.ToLookup(n => n.Input!.Target, StringComparer.Ordinal);
        for (var i = 0; i < output.Arguments.Length; i++)
        {
            var spec = output.Outputs[i];
            if (spec.Kind != OutputKind.User && inputs[spec.Target].FirstOrDefault() is { } input
                && tensors.TryGetValue(input, out var tensor) && Map(output.Arguments[i]) is NodeArgument { Node: var value })
            {
                listed.Add(i, value);
                writes.Add((tensor, value));
            }
        }
        var returned = output.Arguments.Where((_, i) => output.Outputs[i].Kind == OutputKind.User).Select(Tracked).OfType<TrackedTensor>()
            .Select(t => t.Base).ToHashSet();
        foreach (var (tensor, value) in writes.Where(w => returned.Contains(w.Tensor.Base)))
        {
            tensor.Base.Replace(HasType(value, tensor.Type) ? value : InLayoutOf(tensor, value));
        }
        return listed;
    }

    private static NormalizationException Unsupported(Node node, string why) =>
        new($"The write by {Describe(node)} can't be made functional: {why.TrimEnd('.')}. [F3]");

    private static string Describe(Node node) => $"%{node.Name} = {node.Operator!.Name} at {node.Source?.ToString() ?? "an unknown place"}";
}
