using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Schedule;

/// <summary>When a call may be computed together with others, and why one would want to.</summary>
/// <remarks>
/// What depends on what follows from memory alone: two accesses of which one writes keep their order, unless both touch the same element in
/// the same place of one nest of loops. So calls that write in place need no rules of their own.
/// </remarks>
internal sealed class FusionRules(AliasAnalysis memory, ShapeEnvironment shapes)
{
    /// <summary>Whether the order of two accesses matters.</summary>
    public bool Conflict(TensorAccess a, TensorAccess b) =>
        (a.Writes || b.Writes) && memory.MayShareStorage(a.Place.View, b.Place.View) && memory.MayOverlap(a.Place.View, b.Place.View)
            && !AreApart(a.Place, b.Place);

    /// <summary>What two have in common that makes it worth while to compute them together; null where that is nothing.</summary>
    public static string? Relation(LoopKernel kernel, LoopRequest request)
    {
        foreach (var operand in request.Operands)
        {
            if (kernel.Members.FirstOrDefault(m => m.Results.Any(r => r.Place.Base == operand.Base)) is { } producer)
            {
                return $"reads what %{producer.Node.Name} computes";
            }
        }
        foreach (var operand in request.Operands)
        {
            if (kernel.Accesses.Exists(a => !a.Writes && a.Place.View == operand.View && a.Place.Type.Rank > 1))
            {
                return $"reads %{operand.View.Maker.Name}, which the kernel reads too";
            }
        }
        return null;
    }

    /// <summary>Why a call can't join a kernel; null where it can.</summary>
    public string? Objection(LoopKernel kernel, LoopRequest request)
    {
        var isRow = kernel.HasReductions && !request.Reduces && IsRowSpace(kernel, request.Form);
        if (!isRow && !AreEqual(kernel.Space, request.Form.Space))
        {
            return $"its space is [{string.Join(", ", request.Form.Space)}], the kernel's [{string.Join(", ", kernel.Space)}]";
        }
        if (request.Reduces && kernel.HasReductions && kernel.Rows != request.Form.Rows)
        {
            return "it reduces other dims";
        }
        if ((request.Reduces || kernel.HasReductions)
            && (request.WritesInPlace || kernel.Members.Any(m => m.Results.Any(r => r.Place.Base.Maker != m.Node))))
        {
            return "rows are read again after a reduction, and memory is written in place";
        }
        var member = request.Over(kernel.Space);
        foreach (var access in member.Operands.Concat(member.Results.Select(r => r.Access)))
        {
            if (kernel.Accesses.Find(a => Conflict(a, access) && !a.IsSame(access)) is { } other)
            {
                return $"%{access.Place.View.Maker.Name} is not read in the order in which %{other.Place.View.Maker.Name} lies in memory";
            }
        }
        return null;
    }

    /// <summary>
    /// Throws where a call reads elements that it overwrites in another place of the loops (<c>x[1:] = x[:-1]</c>). Inputs that may be one
    /// memory are no such case: PyTorch refuses operands of an in-place call that overlap in part, and its kernels rely on that.
    /// </summary>
    /// <exception cref="ScheduleException">It does.</exception>
    public void RequireOrderFree(KernelMember member)
    {
        foreach (var result in member.Results)
        {
            if (member.Operands.FirstOrDefault(
                o => o.Place.Base == result.Place.Base && Conflict(o, result.Access) && !o.IsSame(result.Access)) is { } operand)
            {
                throw new ScheduleException(
                    $"%{member.Node.Name}: it writes elements of %{result.Place.Base.Maker.Name} that it reads in another place, "
                    + $"as %{operand.Place.View.Maker.Name}.");
            }
        }
    }

    // Parts of a tensor that a call puts together; what views show is known already.
    private bool AreApart(TensorPlace a, TensorPlace b) => (a.IsPart || b.IsPart) && a.Base == b.Base && a.Type.DType == b.Type.DType
        && Part(a).IsApartFrom(Part(b), shapes);

    private static ResultPart Part(TensorPlace place) =>
        new(place.View.Maker, place.Type, SymInt.FloorDiv(place.ByteOffset, place.Type.DType.Size()));

    /// <summary>
    /// Throws where a call writes an argument that another argument shows in another place: reference kernels and others do not expect it.
    /// </summary>
    /// <exception cref="ScheduleException">It does.</exception>
    public void RequireSeparate(Node node, IReadOnlyList<TensorAccess> accesses)
    {
        foreach (var written in accesses.Where(a => a.Writes))
        {
            if (accesses.FirstOrDefault(
                a => a != written && a.Place.Base == written.Place.Base && a.Place.View != written.Place.View
                    && Conflict(a, written)) is { } other)
            {
                throw new ScheduleException(
                    $"%{node.Name}: it writes elements of %{written.Place.Base.Maker.Name} that it reads in another place, "
                    + $"as %{other.Place.View.Maker.Name}.");
            }
        }
    }

    private bool IsRowSpace(LoopKernel kernel, LoopForm form) =>
        form.Space.Length >= kernel.Rows && form.Space.Length <= kernel.Space.Length
        && AreEqual(kernel.Space[..kernel.Rows], form.Space[..kernel.Rows]) && form.Space.Skip(kernel.Rows).All(TensorPlace.IsOne)
        && !AreEqual(kernel.Space, form.Space);

    private bool AreEqual(ImmutableArray<SymInt> a, ImmutableArray<SymInt> b) =>
        a.Length == b.Length && a.Zip(b).All(p => p.First == p.Second || shapes.IsStaticallyTrue(SymBool.Eq(p.First, p.Second)));
}
