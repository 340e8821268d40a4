using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Tests.Tracing;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>
/// Gated activations as models spell them, then quantized: raised, fused, computed by the fused op's kernel, and as compiled code equal to
/// the unfused program's code, and to the interpreter but for one step of the quantized values.
/// </summary>
public sealed class ActivationQuantizeProgramTests
{
    private const string Pass = "fuse-activation-quantize";

    public static TheoryData<string, string, string> Programs()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var activation in new[] { "silu", "gelu", "gelu_tanh" })
        {
            foreach (var form in new[] { "static", "per_token", "per_group" })
            {
                data.Add(activation, form, "f32");
                data.Add(activation, form, "bf16");
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Compiled_code_gives_the_interpreters_result(string activation, string form, string dtype)
    {
        var type = dtype == "f32" ? DType.F32 : DType.BF16;
        var n = Dim.Dynamic("n", min: 1, max: 64);
        using var program = ExportedProgram.Trace(
            TestOperators.Catalog,
            [new TensorSpec("gate", type, n, 16), new TensorSpec("up", type, n, 16), new TensorSpec("scale", DType.F32)],
            scope => Quantized(form, Activated(activation, scope["gate"]) * scope["up"], scope["scale"]));
        using var fused = Prepare(program, new PassSettings { Verify = true });
        using var apart = Prepare(program, new PassSettings { Verify = true, Disabled = [Pass] });

        Assert.NotEmpty(fused.Lowered.Records.Where(r => r.Pass == Pass).SelectMany(r => r.Rewrites));
        Assert.Empty(apart.Lowered.Records.Where(r => r.Pass == Pass).SelectMany(r => r.Rewrites));
        var op = $"piecewise_ir::{(activation == "silu" ? "silu" : "gelu")}_and_mul_quantize_{form}.default";
        Assert.All(fused.Lowered.Records.SelectMany(r => r.Providers), p => Assert.Equal((op, "kernel"), (p.Op, p.Provider)));

        var inputs = new Dictionary<string, Value>(StringComparer.Ordinal)
        {
            ["gate"] = Cast.To(Traced.Values(1, 7, 16), type),
            ["up"] = Cast.To(Traced.Values(2, 7, 16), type),
            ["scale"] = Tensor.Scalar(0.0125f),
        };
        var expected = fused.StartSession(RunMode.Interpret).Run(inputs);
        var unfused = apart.StartSession(RunMode.Compiled).Run(inputs);
        var actual = fused.StartSession(RunMode.Compiled).Run(inputs);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.True(BitwiseEquality.AreEqual(unfused[i], actual[i]), $"output {i} differs from the unfused program's");
            var (a, b) = (Cast.To(expected[i].Tensor, DType.F32), Cast.To(actual[i].Tensor, DType.F32));
            Assert.All(
                Traced.Floats(a).Zip(Traced.Floats(b)),
                p => Assert.InRange(p.Second, p.First - Step(expected[i], p.First), p.First + Step(expected[i], p.First)));
        }
    }

    private static float Step(Value value, float at) => value.Tensor.DType == DType.I8 ? 1 : MathF.Abs(at) * 4e-3f;

    private static PreparedProgram Prepare(ExportedProgram program, PassSettings passes) => new(
        program, new CompileOptions { Catalog = TestOperators.Catalog, Lowering = new LoweringOptions { Passes = passes } });

    private static TracedTensor Activated(string activation, TracedTensor gate) => activation switch
    {
        "silu" => gate.Silu(),
        "gelu" => gate.Gelu(),
        _ => gate.Gelu("tanh"),
    };

    private static TracedOutputs Quantized(string form, TracedTensor x, TracedTensor scale)
    {
        if (form == "static")
        {
            return Op.Call("piecewise_ir::quantize_static", x, scale, DType.I8).Tensor;
        }
        var (values, scales) = form == "per_token"
            ? Op.Call("piecewise_ir::quantize_per_token", x, DType.I8)
            : Op.Call("piecewise_ir::quantize_per_group", x, 8, DType.I8);
        return [values, scales];
    }
}
