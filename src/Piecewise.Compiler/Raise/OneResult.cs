using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Calls that return several values of which a model uses the first.</summary>
internal static class OneResult
{
    /// <summary>The node that is the first result; null where another result is used too, or none.</summary>
    public static Node? Of(Node call, out NearMiss? miss)
    {
        miss = null;
        if (call.Type is not TupleType)
        {
            return call;
        }
        if (call.UseCount == 1 && call.Users.First() is var only && only.IsCallOf(Dialect.GetItem)
            && only.Arguments[1] is IntArgument { Value: 0 })
        {
            return only;
        }
        miss = new NearMiss(call, $"%{call.Name} has {call.UseCount} users; the op returns the first result only.");
        return null;
    }
}
