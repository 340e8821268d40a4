using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>One step of a scheduled piece: loops, or a call.</summary>
public abstract class ScheduleItem
{
    /// <summary>Place in the order of execution.</summary>
    public int Index { get; internal set; }

    /// <summary>The calls that it computes, in the graph's order.</summary>
    public abstract IEnumerable<Node> Nodes { get; }

    /// <summary>Decisions about it, for people, in the order in which they were taken.</summary>
    public List<string> Reasons { get; } = [];

    internal List<TensorAccess> Accesses { get; } = [];
}

/// <summary>What an item does to memory.</summary>
/// <param name="Place">Which elements.</param>
/// <param name="Strides">By the dims of the item's space; default for a call, which sees the whole tensor at any time.</param>
/// <param name="Writes">Whether it changes them.</param>
internal sealed record TensorAccess(TensorPlace Place, ImmutableArray<SymInt> Strides, bool Writes)
{
    /// <summary>True where both touch the same element in the same place of the loops.</summary>
    public bool IsSame(TensorAccess other) => !Strides.IsDefault && !other.Strides.IsDefault && Place.Base == other.Place.Base
        && Place.ByteOffset == other.Place.ByteOffset && Place.Type.DType == other.Place.Type.DType && Strides.AsSpan().SequenceEqual(other.Strides.AsSpan());
}

/// <summary>A call that is made as it is: the operator has no loop form, or none for these arguments.</summary>
/// <param name="node">The call.</param>
/// <param name="number">Its number among the piece's calls.</param>
/// <param name="reason">Why it is called.</param>
public sealed class ExternItem(Node node, int number, string reason) : ScheduleItem
{
    public Node Node { get; } = node;

    public int Number { get; } = number;

    public string Reason { get; } = reason;

    /// <summary>The tensors that it gets, in argument order, list items included.</summary>
    public required ImmutableArray<TensorPlace> Arguments { get; init; }

    /// <summary>By result: the memory for it; null where the operator writes an argument, or the result is no tensor.</summary>
    public required ImmutableArray<TensorPlace?> Results { get; init; }

    public override IEnumerable<Node> Nodes => [Node];
}

/// <summary>Calls that are computed in one nest of loops.</summary>
/// <param name="space">Sizes of the loops.</param>
/// <param name="rows">How many leading dims number rows; equal to the rank where no member reduces.</param>
public sealed class LoopKernel(ImmutableArray<SymInt> space, int rows) : ScheduleItem
{
    private readonly List<KernelMember> members = [];

    public ImmutableArray<SymInt> Space { get; } = space;

    public int Rows { get; internal set; } = rows;

    public bool HasReductions => Rows < Space.Length;

    public IReadOnlyList<KernelMember> Members => members;

    public override IEnumerable<Node> Nodes => members.Select(m => m.Node);

    internal void Add(KernelMember member)
    {
        members.Add(member);
        Accesses.AddRange(member.Operands);
        Accesses.AddRange(member.Results.Select(r => r.Access));
    }
}

/// <summary>One call in a kernel.</summary>
/// <param name="Node">The call.</param>
/// <param name="Form">What it computes. Its dims are the kernel's first ones.</param>
/// <param name="Results">What it makes.</param>
public sealed record KernelMember(Node Node, LoopForm Form, ImmutableArray<KernelResult> Results)
{
    internal ImmutableArray<TensorAccess> Operands { get; init; }

    /// <summary>Where the form's operands lie.</summary>
    public IEnumerable<TensorPlace> OperandPlaces => Operands.Select(o => o.Place);
}

/// <summary>A result in a kernel.</summary>
public sealed class KernelResult
{
    internal KernelResult(TensorAccess access, string name, bool isRow)
    {
        Access = access;
        Name = name;
        IsRow = isRow;
    }

    internal TensorAccess Access { get; }

    /// <summary>The name of the node that it is.</summary>
    public string Name { get; }

    public TensorPlace Place => Access.Place;

    /// <summary>One per row instead of one per element.</summary>
    public bool IsRow { get; }

    /// <summary>Whether it goes to memory; else nobody outside of the kernel reads it.</summary>
    public bool IsStored { get; internal set; }
}
