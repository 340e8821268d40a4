using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Tests;

/// <summary>
/// Generated from the operators themselves: every sample that has a direct kernel runs by it, on every tier of this machine.
/// </summary>
public sealed class DirectKernelTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string> Operators() =>
        new(Catalog.Operators.Where(o => Samples(o).Any(s => CallOf(s) is not null)).Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Operators))]
    public void Samples_have_the_expected_values(string name)
    {
        foreach (var sample in Samples(Catalog[name]))
        {
            if (CallOf(sample) is not { } call)
            {
                continue;
            }
            foreach (var tier in InstructionTier.Supported)
            {
                Check(sample, call, new Workers(tier, SingleThread.Team, 1));
            }
        }
    }

    [Theory]
    [InlineData("aten::linear.default")]
    [InlineData("aten::matmul.default")]
    [InlineData("aten::mm.default")]
    [InlineData("aten::bmm.default")]
    [InlineData("aten::addmm.default")]
    [InlineData("aten::baddbmm.default")]
    [InlineData("aten::_grouped_mm.default")]
    [InlineData("aten::scaled_dot_product_attention.default")]
    [InlineData("aten::_assert_async.msg")]
    [InlineData("aten::unfold_backward.default")]
    [InlineData("aten::_fft_c2c.default")]
    [InlineData("aten::_fft_c2r.default")]
    [InlineData("aten::_fft_r2c.default")]
    [InlineData("aten::fft_rfftn.default")]
    [InlineData("aten::embedding.default")]
    [InlineData("aten::index.Tensor")]
    [InlineData("aten::index_select.default")]
    [InlineData("aten::topk.default")]
    [InlineData("aten::sort.default")]
    [InlineData("aten::sort.stable")]
    [InlineData("aten::argmax.default")]
    [InlineData("aten::max.dim")]
    [InlineData("aten::cumsum.default")]
    [InlineData("aten::histc.default")]
    [InlineData("aten::scatter.src")]
    [InlineData("aten::scatter_.src")]
    [InlineData("aten::scatter_.value")]
    [InlineData("aten::scatter_add.default")]
    [InlineData("aten::scatter_reduce.two")]
    [InlineData("aten::scatter_reduce_.two")]
    [InlineData("aten::index_reduce_.default")]
    [InlineData("aten::searchsorted.Tensor")]
    [InlineData("aten::bucketize.Tensor")]
    [InlineData("torchvision::roi_align.default")]
    [InlineData("aten::diff.default")]
    [InlineData("aten::index_add_.default")]
    [InlineData("aten::one_hot.default")]
    [InlineData("aten::repeat.default")]
    [InlineData("aten::pad.default")]
    [InlineData("aten::gather.default")]
    [InlineData("aten::index_put.default")]
    [InlineData("aten::index_put_.default")]
    [InlineData("aten::index_copy_.default")]
    [InlineData("piecewise_kernel::rotary_embedding.default")]
    [InlineData("piecewise_kernel::rotary_embedding_.default")]
    [InlineData("piecewise_kernel::topk_gating.default")]
    [InlineData("aten::_scaled_dot_product_flash_attention_for_cpu.default")]
    public void Operators_of_language_models_have_a_kernel(string name) =>
        Assert.Contains(Samples(Catalog[name]), s => CallOf(s) is not null);

    [Fact]
    public void An_index_out_of_range_is_told_as_the_reference_tells_it()
    {
        var op = Catalog["aten::embedding.default"];
        var sample = Samples(op).First();
        sample.Inputs[1].Tensor.AsSpan<long>()[1] = 7;
        var expected = Assert.Throws<EvaluationException>(() => new Interpreter().Run(sample.Graph, sample.Inputs));

        var actual = Assert.Throws<KernelException>(() => Check(sample, CallOf(sample)!, Workers.Alone));

        Assert.EndsWith($"{op.Name}: {actual.Message}", expected.Message, StringComparison.Ordinal);
    }

    private static void Check(SampleCall sample, KernelCall call, Workers workers)
    {
        var inputs = sample.Inputs.Select(v => SampleCalls.Copy(v.Tensor)).ToList();
        var arguments = sample.Graph.Inputs.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
        ImmutableArray<NodeType> types = sample.Node.Type switch { TupleType tuple => [.. tuple.Items], NoneType => [], var one => [one] };
        var op = sample.Node.Operator!;
        Tensor[] results = op.Schema.HasWrites
            ? [.. op.Schema.Arguments.Index().Where(p => p.Item.Type.IsWritten)
                .Select(p => arguments[((NodeArgument)sample.Node.Arguments[p.Index]).Node])]
            : [.. types.Select(t => Unset((TensorType)t))];

        KernelRunner.Run(call, workers, node => arguments[node], results);

        for (var i = 0; i < results.Length; i++)
        {
            SampleAssert.HasType(types[i], results[i]);
        }
        if (results.Length == 0)
        {
            return;
        }
        SampleAssert.Equal(sample.Expected, results.Length == 1 ? results[0] : Value.List(results.Select(r => (Value)r)), op.Tolerance);
    }

    // Memory as generated code gets it: of the type's strides, and full of what was there before.
    private static Tensor Unset(TensorType type)
    {
        var result = Tensor.ZerosStrided(type.DType, [.. type.Shape.Select(s => s.Constant)], [.. type.Strides.Select(s => s.Constant)]);
        result.Storage.AsSpan<byte>(0, result.Storage.ByteLength).Fill(0xFF);
        return result;
    }

    private static KernelCall? CallOf(SampleCall sample)
    {
        var context = InferenceContext.Of(sample.Node);
        return sample.Node.Operator!.Loops(context) is null ? sample.Node.Operator.DirectKernel(context) : null;
    }

    private static IEnumerable<SampleCall> Samples(Operator op)
    {
        // An in-place form's samples are those of the operator that it writes the result of, where that fits as it is.
        var samples = op.FunctionalForm is { } functional and not ViewOperator && !op.Samples.Any()
            ? functional.Samples.Where(s => s.Expected is { IsTensor: true } e && e.Tensor.DType == s.Arguments[0].Tensor.DType
                && e.Tensor.Shape.SequenceEqual(s.Arguments[0].Tensor.Shape))
            : op.Samples;
        foreach (var sample in samples.Where(s => s.Expected is not null))
        {
            var graph = new Graph("sample", new ShapeEnvironment());
            var inputs = ImmutableArray.CreateBuilder<Value>();
            var arguments = SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs)).ToImmutableArray();
            var node = graph.AddCall(op, arguments);
            graph.SetOutput([node], [OutputSpec.User]);
            yield return new SampleCall(graph, node, inputs.ToImmutable(), sample.Expected!.Value);
        }
    }

    private sealed record SampleCall(Graph Graph, Node Node, ImmutableArray<Value> Inputs, Value Expected);
}
