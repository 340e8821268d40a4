using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>Names of the operators that several fusions look for or make.</summary>
internal static class FusedOps
{
    public const string RmsNorm = Dialect.OpIrNamespace + "::rms_norm.default";
    public const string FusedAddRmsNorm = Dialect.OpIrNamespace + "::fused_add_rms_norm.default";
    public const string SiluAndMul = Dialect.OpIrNamespace + "::silu_and_mul.default";
    public const string Linear = Dialect.OpIrNamespace + "::linear.default";
    public const string AtenLinear = "aten::linear.default";
    public const string Add = "aten::add.Tensor";
    public const string QuantizeStatic = Dialect.OpIrNamespace + "::quantize_static.default";
    public const string AllReduce = "piecewise::all_reduce.default";
    public const string ReduceScatter = "piecewise::reduce_scatter.default";
    public const string AllGather = "piecewise::all_gather.default";

    public static bool IsLinear(this Node node) => node.IsCallOf(Linear) || node.IsCallOf(AtenLinear);
}
