using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Kernels;
using Piecewise.Tensors;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// An op and the conversion of its first result to 8 bits in one, exactly the composition of both: a row is read once. Only rewrites make
/// them. Where both parts have a kernel, these run one after the other: fusing never gives up a kernel that the parts had. Source: vLLM's
/// <c>rms_norm_static_fp8_quant</c>, <c>silu_and_mul_quant</c> and their siblings.
/// </summary>
internal sealed class FusedQuantize : IOpIrSource
{
    private static readonly ImmutableArray<Conversion> Conversions =
    [
        new("quantize_static", Quantization.Static, QuantizationKernels.CallStatic, QuantizationKernels.StaticObjection),
        new("quantize_per_token", Quantization.PerToken, QuantizationKernels.CallPerToken, QuantizationKernels.DynamicObjection),
        new("quantize_per_group", Quantization.PerGroup, QuantizationKernels.CallPerGroup, QuantizationKernels.GroupObjection),
    ];

    private static readonly IOpIrSource[] Ops = [new RmsNorm(), new FusedAddRmsNorm(), new GatedActivations()];

    public IEnumerable<OpIrDeclaration> Declare() =>
        Ops.SelectMany(o => o.Declare()).SelectMany(_ => Conversions, Of);

    /// <summary>With the conversion by one scale.</summary>
    public static OpIrDeclaration Static(OpIrDeclaration op) => Of(op, Conversions[0]);

    /// <summary>How far quantized results may be from the native ones: a value that lies between two steps may fall to either.</summary>
    public static Tolerance? Distance(DType dtype) => dtype switch
    {
        DType.I8 => new Tolerance(1, 0),
        DType.F8E4M3FN => new Tolerance(0.02, 0.13),
        // Scales: the largest value of a bf16 row moves by one rounding.
        DType.F32 => new Tolerance(1e-5, 4e-3),
        _ => null,
    };

    private static OpIrDeclaration Of(OpIrDeclaration op, Conversion conversion)
    {
        var (x, kernel) = (op.ArgumentNames()[0], op.Providers.Single(p => p.Name == OpIrProvider.Kernel));
        return new OpIrDeclaration($"{op.Name}_{conversion.Name}", op.Native.Then(new OpIrFunction(conversion.Native)))
        {
            Providers =
            [
                new OpIrProvider(OpIrProvider.Kernel, kernel.Function.Then(new OpIrFunction(conversion.Kernel)))
                {
                    Objection = context => kernel.Objection?.Invoke(context) ?? conversion.Objection(context, x),
                },
            ],
            Tolerance = Distance,
        };
    }

    private sealed record Conversion(string Name, Delegate Native, Delegate Kernel, Func<InferenceContext, string, string?> Objection);
}
