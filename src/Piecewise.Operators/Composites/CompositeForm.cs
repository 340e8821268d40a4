using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// What calls of an operator consist of that has a rule and a reference kernel of its own: they are compiled as these calls, which have
/// code, and compared with the reference like loops and kernels. Nothing is asked of sizes beyond what the operator's rule asks: a call for
/// which that would be needed stays as it is.
/// </summary>
/// <param name="Name">The operator: <c>ns::op.overload</c>.</param>
/// <param name="Body">Records the calls, one tensor per result; null for calls that it does not cover.</param>
internal sealed record CompositeForm(string Name, Func<CompositeCall, TracedTensor[]?> Body)
{
    // By operator; the first that covers a call is its form.
    private static readonly ILookup<string, CompositeForm> All = new CompositeForm[][]
    {
        CopyForms.All, BorderForms.All, EinsumForm.All, LossForms.All, ClassLossForms.All, SamplingForms.All, HalfForms.All,
        AdaptivePoolForms.All, IndexForms.All, RowForms.All, FourierForms.All, ComplexForms.All,
    }.SelectMany(f => f).ToLookup(f => f.Name);

    /// <summary>Whether calls are worth a look: spares most calls of an operator that is everywhere the recording.</summary>
    public Func<InferenceContext, bool> Concerns { get; init; } = _ => true;

    /// <summary>Whether an operator has one.</summary>
    public static bool Has(Operator op) => All.Contains(op.Name);

    /// <summary>What a call consists of (<see cref="CompositeTrace.Of"/>); null where it stays as it is.</summary>
    public static Graph? Trace(OperatorCatalog catalog, InferenceContext call)
    {
        foreach (var form in All[call.Operator.Name])
        {
            if (form.Concerns(call) && form.Cover(catalog, call) is { } graph)
            {
                return graph;
            }
        }
        return null;
    }

    private Graph? Cover(OperatorCatalog catalog, InferenceContext call)
    {
        try
        {
            var graph = CompositeTrace.Of(catalog, call, Body);
            return graph is null || graph.Shapes.Facts.Any(f => !call.Shapes.IsStaticallyTrue(f)) ? null : graph;
        }
        catch (Exception e) when (e is InferenceException or ArithmeticException)
        {
            // Not enough is known of its sizes, or they are more than 64 bits hold.
            return null;
        }
    }
}
