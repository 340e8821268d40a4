using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.LoopIr;

/// <summary>What loop forms may say of elements: every backend has it, so that none finds out while it translates.</summary>
internal static class FormRules
{
    /// <summary>Whether a function is defined for operands of a dtype.</summary>
    public static bool IsFunctionOf(ScalarFunction function, DType dtype) => function switch
    {
        ScalarFunction.Select => true,
        ScalarFunction.ExpM1 or ScalarFunction.Log1P => dtype == DType.F64,
        >= ScalarFunction.BitAnd and <= ScalarFunction.ShiftRight => dtype == DType.I64,
        ScalarFunction.Sqrt or ScalarFunction.Exp or ScalarFunction.Log or (>= ScalarFunction.Sin and <= ScalarFunction.Round) =>
            dtype is DType.F32 or DType.F64,
        _ => dtype is DType.F32 or DType.F64 or DType.I64 or DType.Bool,
    };

    /// <summary>Whether rows of a dtype can be reduced.</summary>
    public static bool IsReduced(DType dtype) => dtype is DType.F32 or DType.F64 or DType.I64;
}
