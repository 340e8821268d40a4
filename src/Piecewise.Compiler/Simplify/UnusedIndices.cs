using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Decomposed programs ask a pool where its largest elements lie, and take only these: <c>max_pool2d_with_indices(x)[0]</c> →
/// <c>max_pool2d(x)</c>.
/// </summary>
internal sealed class UnusedIndices : Pass
{
    private static readonly Dictionary<string, string> WithoutIndices = new(StringComparer.Ordinal)
    {
        [KnownOps.MaxPool1dWithIndices] = KnownOps.MaxPool1d,
        [KnownOps.MaxPool2dWithIndices] = KnownOps.MaxPool2d,
        [KnownOps.MaxPool3dWithIndices] = KnownOps.MaxPool3d,
    };

    public override string Name => "unused-indices";

    public override string Summary => "max_pool_with_indices(x)[0] → max_pool(x)";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var pool in context.Graph.CallsOf([.. WithoutIndices.Keys]))
        {
            var values = pool.Items(0).ToArray();
            if (!pool.Users.All(values.Contains))
            {
                context.Remark("indices that nobody takes", pool, "they are taken");
            }
            else if (values.Length > 0 && context.MayRewrite("indices that nobody takes", pool))
            {
                var type = ((TupleType)pool.Type).Items[0];
                var largest = context.Call(pool, WithoutIndices[pool.Operator!.Name], type, [.. pool.Arguments]);
                foreach (var value in values)
                {
                    context.Replace(value, largest);
                }
            }
        }
    }
}
