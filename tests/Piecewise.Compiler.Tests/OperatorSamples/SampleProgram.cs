using System.Collections.Immutable;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.OperatorSamples;

/// <summary>
/// Calls in one form, each a piece of its own, as one program: compiled together, because the C# compiler costs more than they do. What
/// fails is looked at one by one.
/// </summary>
internal sealed class SampleProgram
{
    // A splitting op between two calls keeps them apart.
    private const string Marker = "aten::sigmoid";

    private readonly OperatorCatalog catalog;
    private readonly SampleForm form;
    private readonly List<Placed> placed = [];
    private readonly List<(string Name, Tensor Tensor)> inputs = [];

    private SampleProgram(OperatorCatalog catalog, SampleForm form)
    {
        this.catalog = catalog;
        this.form = form;
    }

    /// <summary>What went wrong, by call and mode; empty where nothing did.</summary>
    /// <param name="catalog">The operators.</param>
    /// <param name="form">What the program makes of each call.</param>
    /// <param name="calls">The calls; those that the interpreter refuses are left out.</param>
    /// <param name="count">How many were run.</param>
    public static IReadOnlyList<string> Run(OperatorCatalog catalog, SampleForm form, IEnumerable<SampleCall> calls, out int count)
    {
        SampleCall[] sound = [.. calls.Where(c => Reference(catalog, form, c) is not null)];
        count = sound.Length;
        if (sound.Length == 0 || Faults(catalog, form, sound).Count == 0)
        {
            return [];
        }
        return [.. sound.SelectMany(c => Faults(catalog, form, [c])).DefaultIfEmpty(
            $"{form}: only together do {sound[0].Name} … {sound[^1].Name} fail: {string.Join("; ", Faults(catalog, form, sound))}")];
    }

    private static List<string> Faults(OperatorCatalog catalog, SampleForm form, IReadOnlyList<SampleCall> calls)
    {
        var program = new SampleProgram(catalog, form);
        var what = calls.Count == 1 ? $"{form}: {calls[0]}" : $"{form}";
        try
        {
            using var prepared = program.Prepare(calls);
            var faults = new List<string>();
            foreach (var mode in (RunMode[])[RunMode.Imported, RunMode.Interpret, RunMode.Split, RunMode.Lowered, RunMode.Compiled])
            {
                try
                {
                    faults.AddRange(program.Differences(prepared.StartSession(mode), mode).Select(d => $"{what}: {mode}: {d}"));
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    faults.Add($"{what}: {mode}: {e}");
                }
            }
            return faults;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [$"{what}: {e}"];
        }
    }

    // What the interpreter gives for the call alone, and its inputs at the end; null where it refuses it or the form makes no sense of it.
    private static (ImmutableArray<Value> Outputs, ImmutableArray<Tensor> Inputs)? Reference(
        OperatorCatalog catalog, SampleForm form, SampleCall call)
    {
        try
        {
            var own = call.WithCopies();
            var graph = new Graph("sample", new ShapeEnvironment());
            var node = new SampleNode(graph, catalog, own, "a");
            // A weight that calls change is a buffer: what becomes of it is the session's own.
            if (call.AreWeights && (call.Operator.Schema.HasWrites || node.Inputs.Count == 0))
            {
                return null;
            }
            var outputs = form.Build(node);
            if (outputs.Count == 0)
            {
                return null;
            }
            graph.SetOutput([.. outputs], [.. outputs.Select(_ => OutputSpec.User)]);
            var results = new Interpreter().Run(graph, [.. node.Inputs.Select(i => (Value)i.Tensor)]);
            // Sizes that only data decides, and operators for hosts and several ranks, are other tests'.
            return ([.. results.Select(r => r.IsTensor ? r.Tensor.Clone() : r)], [.. node.Inputs.Select(i => i.Tensor)]);
        }
        catch (Exception e) when (e is InferenceException or EvaluationException or NotSupportedException)
        {
            return null;
        }
    }

    private PreparedProgram Prepare(IReadOnlyList<SampleCall> calls)
    {
        var graph = new Graph("samples", new ShapeEnvironment());
        var outputs = ImmutableArray.CreateBuilder<Argument>();
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Argument marker = graph.AddInput("marker", new TensorType(DType.F32, [1]), InputSpec.User("marker"));
        foreach (var (number, call) in calls.Index())
        {
            // The imported graph runs on the call's own tensors.
            var node = new SampleNode(graph, catalog, call.WithCopies(), $"c{number}");
            var results = form.Build(node);
            marker = node.Call($"{Marker}.default", marker);
            foreach (var (name, tensor) in node.Inputs)
            {
                if (node.AreWeights)
                {
                    state.Add(name, tensor);
                }
                else
                {
                    inputs.Add((name, tensor));
                }
            }
            placed.Add(new Placed(call, outputs.Count, results.Count, [.. node.AreWeights ? [] : node.Inputs.Select(i => i.Name)]));
            outputs.AddRange(results);
        }
        outputs.Add(marker);
        graph.SetOutput(outputs.ToImmutable(), [.. outputs.Select(_ => OutputSpec.User)]);
        return new PreparedProgram(ExportedProgram.OfTrace(graph, state), new CompileOptions
        {
            Catalog = catalog,
            SplittingOps = new SplittingOps(Marker),
            Lowering = new LoweringOptions(),
        });
    }

    private IEnumerable<string> Differences(CompiledSession session, RunMode mode)
    {
        var given = inputs.ToDictionary(i => i.Name, i => (Value)i.Tensor, StringComparer.Ordinal);
        // Each session gets memory of its own; tensors that shared some go on doing so.
        var storages = new Dictionary<Storage, Tensor>();
        foreach (var (name, tensor) in inputs)
        {
            if (!storages.TryGetValue(tensor.Storage, out var bytes))
            {
                storages.Add(tensor.Storage, bytes = new Tensor(tensor.Storage, DType.U8, [tensor.Storage.ByteLength], [1], 0).Clone());
            }
            given[name] = new Tensor(bytes.Storage, tensor.DType, tensor.Shape, tensor.Strides, tensor.Offset);
        }
        given["marker"] = Tensor.From([0f], 1);
        var results = session.Run(given);
        foreach (var call in placed)
        {
            var (expected, ends) = Reference(catalog, form, call.Call)!.Value;
            for (var i = 0; i < call.Count && !call.IsUninitialized; i++)
            {
                if (Difference(expected[i], results[call.First + i]) is { } problem)
                {
                    yield return $"{call.Call.Name}: output {i}: {problem}";
                }
            }
            for (var i = 0; i < call.Inputs.Length && !call.IsDonated; i++)
            {
                if (Difference(ends[i], given[call.Inputs[i]]) is { } problem)
                {
                    yield return $"{call.Call.Name}: input {i} at the end: {problem}";
                }
            }
        }
    }

    private static string? Difference(Value expected, Value actual)
    {
        if (expected.IsTensor && actual.IsTensor)
        {
            return OutputComparison.Compare(expected.Tensor, actual, null, out _) is { } problem
                ? $"{problem} {Text(actual.Tensor)}, not {Text(expected.Tensor)}" : null;
        }
        return expected.Equals(actual) || (expected.IsScalar && actual.IsScalar
            && expected.Scalar.ToDouble().Equals(actual.Scalar.ToDouble())) ? null : $"{actual}, not {expected}";
    }

    private static string Text(Tensor tensor) =>
        $"[{string.Join(", ", Cast.To(tensor, DType.F64).Contiguous().AsSpan<double>().ToArray().Take(24))}]";

    private sealed record Placed(SampleCall Call, int First, int Count, ImmutableArray<string> Inputs)
    {
        // Nobody knows what is in it.
        public bool IsUninitialized => Call.Operator.IsAllocation;

        // Its inputs are given up (I4).
        public bool IsDonated => Call.Operator.Name.EndsWith(".maybe_inplace", StringComparison.Ordinal);
    }
}
