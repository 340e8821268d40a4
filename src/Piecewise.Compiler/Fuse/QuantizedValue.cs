using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>A value that is only looked at after conversion to 8 bits, in one way.</summary>
/// <param name="Form">Which conversion: <c>quantize_static</c>, <c>quantize_per_token</c> or <c>quantize_per_group</c>.</param>
/// <param name="Arguments">What the conversion takes besides the value.</param>
/// <param name="Calls">The conversions: one, or several equal ones.</param>
internal sealed record QuantizedValue(string Form, ImmutableArray<Argument> Arguments, ImmutableArray<Node> Calls)
{
    private static readonly ImmutableArray<string> Forms =
        [KnownOps.IrQuantizeStatic, KnownOps.IrQuantizePerToken, KnownOps.IrQuantizePerGroup];

    /// <summary>Whether the scale is given.</summary>
    public bool IsStatic => Calls[0].IsCallOf(KnownOps.IrQuantizeStatic);

    /// <summary>The types of what the conversion returns.</summary>
    public ImmutableArray<NodeType> Types => Calls[0].Type is TupleType tuple ? tuple.Items : [Calls[0].Type];

    /// <summary>Reads the users of a value.</summary>
    /// <param name="value">What may be converted.</param>
    /// <param name="objection">Why a converted value can't be taken over; null where it can, or where nothing converts it.</param>
    /// <returns>Null where nothing converts it, or where there is an objection.</returns>
    public static QuantizedValue? Read(Node value, out string? objection)
    {
        objection = null;
        var calls = value.Users.Where(IsQuantization).ToImmutableArray();
        if (calls.IsEmpty)
        {
            return null;
        }
        if (value.UseCount > calls.Length)
        {
            objection = value.OtherUsers(calls);
            return null;
        }
        var first = calls[0];
        foreach (var other in calls)
        {
            if (other.Operator != first.Operator || !other.Arguments.AsSpan()[1..].SequenceEqual(first.Arguments.AsSpan()[1..]))
            {
                objection = $"%{value.Name} is quantized in two ways, by %{first.Name} and %{other.Name}";
                return null;
            }
        }
        return new QuantizedValue(first.Operator!.Schema.BaseName, first.Arguments[1..], calls);
    }

    /// <summary>
    /// What one of the conversions takes instead of its result. Equal conversions are done once; where a result leaves the piece, it must
    /// not be another's memory all the same.
    /// </summary>
    /// <param name="context">The piece.</param>
    /// <param name="old">A result of one of the conversions.</param>
    /// <param name="shared">The result of the one that is left.</param>
    /// <param name="isFirst">Whether <paramref name="old"/> is of the first of them.</param>
    public static Node Own(PassContext context, Node old, Node shared, bool isFirst) =>
        isFirst || !old.Users.Any(u => u.Kind != NodeKind.Call || u.Operator!.Schema.Results.Any(r => r.AliasSet is not null))
            ? shared
            : context.Call(old, KnownOps.Clone, old.Type, shared);

    public static bool IsQuantization(Node node) => node.Operator is { Name: var name } && Forms.Contains(name);

    /// <summary>The scale where it is computed after a place, so that a fused op could not be there.</summary>
    public Node? ScaleAfter(Node place) => Arguments.SelectMany(a => a.Nodes).FirstOrDefault(n => !n.IsBefore(place));
}
