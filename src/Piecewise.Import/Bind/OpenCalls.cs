using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Calls in whose results a size was open when they were imported (the end of <c>x[:, :n - 1]</c> counts from the other side where n is 0),
/// so that any recorded size was as good. What came later in the file may settle it: then the recorded size is compared after all, since
/// compiled code goes by it.
/// </summary>
/// <param name="shapes">What is known of the program's symbols.</param>
internal sealed class OpenCalls(ShapeEnvironment shapes)
{
    // What settles one call may settle another one before it. More rounds than this have no honest reason.
    private const int Rounds = 4;

    private readonly List<Call> calls = [];

    /// <summary>Takes a call with an open size.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="arguments">One per schema slot.</param>
    /// <param name="recorded">The type that it was given.</param>
    /// <param name="place">Where it is, for messages.</param>
    public void Add(Operator op, ImmutableArray<Argument> arguments, NodeType recorded, Func<string> place) =>
        calls.Add(new Call(op, arguments, recorded, place));

    /// <summary>Compares sizes that are settled by now with the recorded ones.</summary>
    /// <param name="require">Makes conditions facts of the program; gives what is wrong, or null.</param>
    /// <returns>What is wrong, for each call of which something is.</returns>
    public IEnumerable<string> Settle(Func<List<SymBool>, IReadOnlyDictionary<string, SymInt>, Func<string>, string?> require)
    {
        for (var round = 0; calls.Count > 0; round++)
        {
            var known = shapes.Identity;
            if (round == Rounds)
            {
                yield return $"{calls[0].Place()}: what its sizes are follows from too many others of the same kind";
                yield break;
            }
            foreach (var call in calls)
            {
                if (Problem(call, require) is { } problem)
                {
                    yield return $"{call.Place()}: {problem}";
                    yield break;
                }
            }
            if (shapes.Identity == known)
            {
                yield break;
            }
        }
    }

    private string? Problem(Call call, Func<List<SymBool>, IReadOnlyDictionary<string, SymInt>, Func<string>, string?> require)
    {
        var (scratch, conditions) = (shapes.Copy(), new List<SymBool>());
        NodeType inferred;
        try
        {
            inferred = call.Op.Infer(new InferenceContext(call.Op, call.Arguments, scratch, conditions));
        }
        catch (Exception e) when (e is InferenceException or ArithmeticException)
        {
            return e.Message;
        }
        var agreement = new TypeAgreement(shapes, scratch, conditions);
        return agreement.Difference(WithoutStrides(inferred), WithoutStrides(call.Recorded)) is { } difference
            ? $"{difference}: the file says {call.Recorded}, its operands give {inferred}"
            : require(conditions, agreement.Bindings, call.Place);
    }

    // Strides were compared, and are the rule's or a choice of PyTorch's.
    private static NodeType WithoutStrides(NodeType type) => type switch
    {
        TensorType tensor => tensor.WithShape(tensor.Shape),
        TupleType { Items: var items } => new TupleType([.. items.Select(WithoutStrides)]),
        _ => type,
    };

    private readonly record struct Call(Operator Op, ImmutableArray<Argument> Arguments, NodeType Recorded, Func<string> Place);
}
