using System.Runtime.CompilerServices;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>
/// How much work an element is, in the unit of <see cref="Tensors.Kernels.Workers.Grain"/>: 16 for a sum of two elements.
/// </summary>
internal static class KernelCost
{
    public static long Of(LoopNest nest)
    {
        long cost = 0;
        for (var pass = 0; pass < nest.PassCount; pass++)
        {
            var seen = new HashSet<KernelValue>();
            foreach (var value in nest.StoresOf(pass).Select(s => s.Value).Concat(nest.ReductionsOf(pass).Select(r => r.Operands[0])))
            {
                cost += Of(value, seen);
            }
            cost += nest.StoresOf(pass).Count() * 5;
        }
        return Math.Max(cost, 1);
    }

    private static long Of(KernelValue value, HashSet<KernelValue> seen)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.IsRow || !seen.Add(value))
        {
            return 0;
        }
        var own = value.Kind switch
        {
            ValueKind.Load => 5,
            ValueKind.Call => value.Function switch
            {
                ScalarFunction.Divide or ScalarFunction.Sqrt => 4,
                ScalarFunction.Exp or ScalarFunction.Tanh => 24,
                ScalarFunction.Log or ScalarFunction.ExpM1 or ScalarFunction.Log1P or ScalarFunction.Sin or ScalarFunction.Cos
                    or (>= ScalarFunction.FloorDivide and <= ScalarFunction.Power) => 100,
                _ => 1,
            },
            _ => 1,
        };
        return own + value.Operands.Sum(o => Of(o, seen));
    }
}
