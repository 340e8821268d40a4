using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Calls that are computed in one nest of loops.</summary>
/// <param name="space">Sizes of the loops.</param>
/// <param name="rows">How many leading dims number rows; equal to the rank where no member reduces.</param>
internal sealed class LoopKernel(ImmutableArray<SymInt> space, int rows) : ScheduleItem
{
    /// <summary>
    /// Calls that one kernel takes up at most; the rest begins another. Compilers need more than twice the time for a method of twice the
    /// length; exported models stay below 30.
    /// </summary>
    internal const int MaxMembers = 64;

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
internal sealed record KernelMember(Node Node, LoopForm Form, ImmutableArray<KernelResult> Results)
{
    internal ImmutableArray<TensorAccess> Operands { get; init; }
}

/// <summary>A result in a kernel.</summary>
internal sealed class KernelResult
{
    internal KernelResult(TensorAccess access, string name)
    {
        Access = access;
        Name = name;
    }

    internal TensorAccess Access { get; }

    /// <summary>The name of the node that it is.</summary>
    public string Name { get; }

    public TensorPlace Place => Access.Place;

    /// <summary>Whether it goes to memory; else nobody outside of the kernel reads it.</summary>
    public bool IsStored { get; internal set; }
}
