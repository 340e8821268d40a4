using Piecewise.Compiler;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Llm;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Benchmarks;

/// <summary>Something that two commits are timed at: made by <see cref="Start"/>, then called again and again.</summary>
/// <param name="Name">What it is; the same in every commit.</param>
/// <param name="Start">Makes it; what it gives is one call.</param>
internal sealed record GuardTask(string Name, Func<Action> Start)
{
    private const int Seed = 7;
    private const int PromptLength = 16;
    private const int MostTokens = 500;

    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    /// <summary>Twenty kernels, each the only operator of a traced program: kernels change their interfaces, programs hardly.</summary>
    public static IEnumerable<GuardTask> Kernels =>
    [
        .. from dtype in new[] { DType.F32, DType.BF16 } from tokens in new[] { 1, 16, 128 } select Linear(tokens, dtype, null),
        .. from format in new[] { "int8", "int4" } from tokens in new[] { 1, 128 } select Linear(tokens, DType.BF16, format),
        Operator("product 256x256x256 f32", [In("x", DType.F32, 256, 256), In("y", DType.F32, 256, 256)], s => s["x"].MatMul(s["y"])),
        Operator("products 8x128x64x128 bf16", [In("x", DType.BF16, 8, 128, 64), In("y", DType.BF16, 8, 64, 128)],
            s => s["x"].MatMul(s["y"])),
        Attention("attention 128 to 128 f32", DType.F32, 128, 128),
        Attention("attention 1 to 1024 bf16", DType.BF16, 1, 1024),
        Operator("rms norm 128x1024 bf16", [In("x", DType.BF16, 128, 1024), In("w", DType.BF16, 1024)], s => s["x"].RmsNorm(s["w"])),
        Operator("softmax 128x1024 f32", [In("x", DType.F32, 128, 1024)], s => Op.Call("aten::softmax.int", s["x"], -1).Tensor),
        Operator("gated activation 128x3072 bf16", [In("x", DType.BF16, 128, 3072), In("y", DType.BF16, 128, 3072)],
            s => s["x"].Silu() * s["y"]),
        Operator("gelu 128x3072 f32", [In("x", DType.F32, 128, 3072)], s => s["x"].Gelu()),
        Operator("embedding 128 of 32768x1024 bf16", [In("i", DType.I64, 128), In("table", DType.BF16, 32768, 1024)],
            s => s["i"].Embedding(s["table"])),
        Operator("topk 50 of 32768 f32", [In("x", DType.F32, 1, 32768)], s =>
        {
            var (values, _) = Op.Call("aten::topk", s["x"], 50);
            return values;
        }),
    ];

    /// <summary>Four calls of the sample model.</summary>
    /// <param name="root">The repository.</param>
    public static IEnumerable<GuardTask> Calls(string root) =>
    [
        Call(root, "call, 1 token", 1, WeightFormats.Exported),
        Call(root, "call, 128 tokens", 128, WeightFormats.Exported),
        Call(root, "call, 16 tokens, int8", 16, WeightFormats.Int8),
        new("a token of a text", () => NextToken(root)),
    ];

    private static GuardTask Linear(int tokens, DType dtype, string? format)
    {
        var weights = new Dictionary<string, Tensor> { ["w"] = Random(dtype, 3072, 1024) };
        return Operator(
            $"linear {tokens}x1024x3072 {format ?? dtype.TextName()}", [In("x", dtype, tokens, 1024)], s => s["x"].Linear(s.Parameter("w")),
            weights, WeightFormats.Parse(format ?? "exported"));
    }

    private static GuardTask Attention(string name, DType dtype, int queries, int keys) => Operator(
        name, [In("q", dtype, 1, 8, queries, 64), In("k", dtype, 1, 8, keys, 64), In("v", dtype, 1, 8, keys, 64)],
        s => s["q"].ScaledDotProductAttention(s["k"], s["v"]));

    private static GuardTask Operator(
        string name, Input[] inputs, Func<TraceScope, TracedTensor> function, Dictionary<string, Tensor>? weights = null,
        WeightFormats? formats = null) => new(name, () =>
    {
        var program = ExportedProgram.Trace(
            Catalog,
            [
                .. StateSpec.Parameters(weights ?? []),
                .. inputs.Select(i => new TensorSpec(i.Name, i.DType, [.. i.Shape.Select(s => (Dim)s)])),
            ],
            scope => function(scope));
        var prepared = new PreparedProgram(program, new CompileOptions { Catalog = Catalog, Weights = formats ?? WeightFormats.Exported });
        var session = prepared.StartSession(RunMode.Compiled);
        CallValue[] values = [.. inputs.Select(i => (CallValue)Random(i.DType, i.Shape))];
        return () => session.Run(values);
    });

    private static GuardTask Call(string root, string name, int tokens, WeightFormats weights) => new(name, () =>
    {
        var model = Load(root, weights);
        var session = model.StartSession();
        var manifest = model.Program.Manifest;
        var inputs = new CallShapes(manifest, new Dictionary<string, long> { [manifest.Symbols[0]] = tokens }).Zeros();
        return () => session.Run(inputs);
    });

    private static Action NextToken(string root)
    {
        var model = new LanguageModel(Load(root, WeightFormats.Exported));
        var (sequence, length) = (model.Start(), 0);
        return () =>
        {
            if (length >= MostTokens)
            {
                sequence.Dispose();
                (sequence, length) = (model.Start(), 0);
            }
            sequence.Feed(length == 0 ? new int[PromptLength] : new int[1]);
            length += length == 0 ? PromptLength : 1;
        };
    }

    private static CompiledModel Load(string root, WeightFormats weights) => CompiledModel.LoadAsync(
        Path.Combine(root, "samples", "jargon.pt2"), new CompileOptions { Weights = weights, RangeEndpoints = [1, 32, 512] })
        .GetAwaiter().GetResult();

    private static Input In(string name, DType dtype, params long[] shape) => new(name, dtype, shape);

    private static Tensor Random(DType dtype, params long[] shape)
    {
        var random = new Random(Seed);
        var numbers = new float[shape.Aggregate(1L, (n, s) => n * s)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = dtype == DType.I64 ? random.Next(1000) : (float)(random.NextDouble() - 0.5);
        }
        return Cast.To(Tensor.From(numbers, shape), dtype);
    }

    private sealed record Input(string Name, DType DType, long[] Shape);
}
