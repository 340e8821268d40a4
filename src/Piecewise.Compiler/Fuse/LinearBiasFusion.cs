using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>linear(x, w) + b</c> with a constant vector → <c>linear(x, w, b)</c>. The sum is then rounded once, not twice: the result may differ
/// in the last bit, and is the more exact one.
/// </summary>
internal sealed class LinearBiasFusion : Pass
{
    private const string Rule = "linear + bias";

    public override string Name => "fuse-linear-bias";

    public override string Summary => "linear(x, w) + b → linear(x, w, b)";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var add in context.Graph.CallsOf(KnownOps.Add))
        {
            if (add.Operand(0) is { } first && add.Operand(1) is { } second)
            {
                if (IsBias(first, add) && second.IsLinear())
                {
                    Fuse(context, second, first, add);
                }
                else if (IsBias(second, add) && first.IsLinear())
                {
                    Fuse(context, first, second, add);
                }
            }
        }
    }

    private static void Fuse(PassContext context, Node linear, Node bias, Node add)
    {
        var objection = !context.Constants.Contains(bias) ? $"%{bias.Name} is no constant"
            : linear.Operand(2) is { } other ? $"%{linear.Name} has a bias already, %{other.Name}"
            : !add.IsOnlyUserOf(linear) ? linear.OtherUsers(add)
            : add.Arguments[2] is not (IntArgument { Value: 1 } or FloatArgument { Value: 1 })
            ? $"%{add.Name} scales what it adds by {add.Arguments[2]}"
            : !add.Type.Equals(linear.Type) ? $"%{add.Name} is {add.Type} and %{linear.Name} is {linear.Type}"
            : null;
        if (objection is not null)
        {
            context.Remark(Rule, add, objection);
        }
        else if (context.MayRewrite(Rule, add))
        {
            context.Replace(add, context.Fused(add, linear, linear.Operator!.Name, linear.Type,
                [linear.Arguments[0], linear.Arguments[1], bias]));
        }
    }

    private static bool IsBias(Node node, Node add) =>
        node.Type is TensorType { Rank: 1 } type && type.Shape[0] == add.TensorType().Shape[^1] && add.TensorType().Rank > 1;
}
