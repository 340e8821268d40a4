using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>A call, or a part of one, that is to be computed by loops: what a kernel is asked to take up.</summary>
/// <param name="Node">The call.</param>
/// <param name="Form">What it computes.</param>
/// <param name="Operands">Where the form's operands lie.</param>
/// <param name="Results">Where its results go; their dims are the first ones of the form's space.</param>
internal sealed record LoopRequest(Node Node, LoopForm Form, ImmutableArray<TensorPlace> Operands, ImmutableArray<LoopTarget> Results)
{
    public bool Reduces => Form.Rows < Form.Space.Length;

    /// <summary>Whether it changes memory that another call made.</summary>
    public bool WritesInPlace => Results.Any(r => r.Place.Base.Maker != Node);

    /// <summary>As part of a kernel over a space that begins with the form's.</summary>
    public KernelMember Over(ImmutableArray<SymInt> space) => new(
        Node, Form, [.. Results.Select(
            r => new KernelResult(new TensorAccess(r.Place, r.Place.StridesOver(space, 0, Node.Graph.Shapes), Writes: true), r.Name))])
    {
        Operands = [.. Operands.Select(
            p => new TensorAccess(p, p.StridesOver(space, Form.Space.Length - p.Type.Rank, Node.Graph.Shapes), Writes: false))],
    };
}

/// <summary>Where a result goes.</summary>
/// <param name="Place">The elements, by the dims of the form's space.</param>
/// <param name="Name">The name of the node that it is.</param>
internal sealed record LoopTarget(TensorPlace Place, string Name);
