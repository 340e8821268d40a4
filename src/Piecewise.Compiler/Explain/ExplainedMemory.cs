using System.Collections.Immutable;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>The memory of a call.</summary>
/// <param name="Entry">Number of the entry.</param>
/// <param name="Sizes">The sizes of the call: the largest that the entry serves.</param>
/// <param name="Plan">Where each buffer lies.</param>
/// <param name="Names">By buffer: what is in it.</param>
/// <param name="Steps">Names of the steps that a call makes, in order.</param>
internal sealed record ExplainedMemory(int Entry, string Sizes, MemoryPlan Plan, ImmutableArray<string> Names, ImmutableArray<string> Steps)
{
    private const string Scratch = ".scratch";

    /// <summary>The memory of an entry's largest call; other sizes than the one it is dispatched by are as small as they may be.</summary>
    public static ExplainedMemory Of(ProgramManifest manifest, int entry)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var (version, dispatch) = (manifest.Entries[entry], manifest.DispatchSymbol);
        // Without an end, the first size stands for all.
        var size = version.End == long.MaxValue ? version.Start : version.End;
        var shapes = new CallShapes(manifest, dispatch < 0 ? ImmutableDictionary<string, long>.Empty
            : new Dictionary<string, long> { [manifest.Symbols[dispatch]] = size });
        return new ExplainedMemory(
            entry, shapes.ToString(), version.PlanMemory(shapes.Symbols.AsSpan()), [.. version.Buffers.Select(b => b.Name)],
                [.. version.Steps.Select(s => s.Name)]);
    }

    /// <summary>Whether a buffer holds temporaries of one step's code.</summary>
    public bool IsScratch(PlannedBuffer buffer) => Names[buffer.Request.Id].EndsWith(Scratch, StringComparison.Ordinal);

    /// <summary>The last step for which a buffer is kept, within the call.</summary>
    public int LastStep(PlannedBuffer buffer) => Math.Min(buffer.Request.Last, Math.Max(Steps.Length - 1, 0));

    /// <summary>By step: bytes of the buffers that are kept while it runs.</summary>
    public ImmutableArray<long> LiveBytes =>
        [.. Steps.Select((_, step) =>
            Plan.Buffers.Where(b => b.Request.First <= step && step <= b.Request.Last).Sum(b => b.Request.Length))];

    public override string ToString() => Plan.ToString(id => $"%{Names[id]}");
}
