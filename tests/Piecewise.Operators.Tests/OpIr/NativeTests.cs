using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>Native implementations on generated inputs (I1).</summary>
public sealed class NativeTests
{
    public static TheoryData<string, DType> Cases()
    {
        var data = new TheoryData<string, DType>();
        foreach (var op in OpCalls.Ops)
        {
            foreach (var dtype in new[] { DType.F32, DType.F16, DType.BF16 })
            {
                data.Add(op.Name, dtype);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_inputs_fit_the_op_and_the_shape_rule_fits_the_results(string name, DType dtype)
    {
        var op = (OpIrOperator)OpCalls.Catalog[name];
        foreach (var rows in new[] { 0, 1, 2, 7, 33 })
        {
            var arguments = OpCalls.Fill(op, [.. op.Declaration.GenerateInputs(new Random(rows), rows, dtype)]);
            var results = OpCalls.Run(op.Declaration.Native, op, arguments);

            var type = op.Infer(OpCalls.Types(op, arguments));
            SampleAssert.HasType(type, results.Length == 1 ? results[0] : Value.List(results));
        }
    }

    [Fact]
    public void A_normalized_row_has_unit_mean_square_whatever_the_scale_of_the_input()
    {
        var op = OpCalls.Op("rms_norm");
        var x = op.Declaration.GenerateInputs(new Random(1), 4, DType.F32)[0].Tensor;
        var larger = Tensor.From([.. x.AsSpan<float>().ToArray().Select(v => v * 64)], x.Shape);

        var result = Run(op, x, Value.None, 0.0).AsSpan<float>();

        Assert.Equal(result.ToArray(), Run(op, larger, Value.None, 0.0).AsSpan<float>().ToArray());
        var width = (int)x.Shape[1];
        for (var row = 0; row < 4; row++)
        {
            Assert.Equal(1.0, result.Slice(row * width, width).ToArray().Average(v => (double)v * v), 1e-5);
        }
    }

    [Fact]
    public void No_weight_is_a_weight_of_ones()
    {
        foreach (var name in new[] { "rms_norm", "layer_norm" })
        {
            var op = OpCalls.Op(name);
            var arguments = OpCalls.Fill(op, [.. op.Declaration.GenerateInputs(new Random(1), 4, DType.BF16)]);
            var ones = Cast.To(Tensor.From(Enumerable.Repeat(1f, 48).ToArray(), 48), DType.BF16);

            Assert.Equal(
                OpCalls.Run(op.Declaration.Native, op, arguments.SetItem(1, ones))[0].Tensor.AsSpan<BFloat16>(),
                OpCalls.Run(op.Declaration.Native, op, arguments.SetItem(1, Value.None))[0].Tensor.AsSpan<BFloat16>());
        }
    }

    [Theory]
    [InlineData(DType.I8, 127)]
    [InlineData(DType.F8E4M3FN, 448)]
    public void Dequantized_values_are_within_a_step_of_the_original(DType dtype, double largest)
    {
        var (op, back) = (OpCalls.Op("quantize_per_group"), OpCalls.Op("dequantize"));
        var x = op.Declaration.GenerateInputs(new Random(1), 9, DType.F32)[0].Tensor;

        var results = OpCalls.Run(op.Declaration.Native, op, [x, 8L, dtype]);
        var again = Run(back, results[0], results[1], DType.F32, 8L);

        for (var group = 0; group < results[1].Tensor.ElementCount; group++)
        {
            // The distance of neighbours at the largest magnitude: 1 of 127, 32 of 448.
            var step = results[1].Tensor.AsSpan<float>()[group] * (largest == 127 ? 1 : 32);
            for (var i = group * 8; i < (group + 1) * 8; i++)
            {
                Assert.Equal(x.AsSpan<float>()[i], again.AsSpan<float>()[i], step * 0.51);
            }
        }
    }

    private static Tensor Run(OpIrOperator op, params ReadOnlySpan<Value> arguments) =>
        OpCalls.Run(op.Declaration.Native, op, OpCalls.Fill(op, arguments))[0].Tensor;
}
