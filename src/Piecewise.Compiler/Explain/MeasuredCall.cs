using System.Collections.Immutable;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>
/// What the calls of one size take, in milliseconds: means over the middle half of them, so that parts add up to the whole.
/// </summary>
/// <param name="Sizes"><c>s0 = 128</c>; empty where all sizes are fixed.</param>
/// <param name="Entry">Number of the entry that serves it.</param>
/// <param name="Calls">How many calls were measured.</param>
/// <param name="Unmarked">What a call of ordinary code takes, which does not say where it is.</param>
/// <param name="Binding">Before the first step: checking and binding the inputs.</param>
/// <param name="Steps">In order.</param>
/// <param name="Storing">After the last step: what a call changes in inputs and buffers.</param>
internal sealed record MeasuredCall(
    string Sizes, int Entry, int Calls, double Unmarked, double Binding, ImmutableArray<MeasuredStep> Steps, double Storing)
{
    /// <summary>When the parts of one call began, of median length.</summary>
    public ImmutableArray<CallMark> Marks { get; init; } = [];

    /// <summary>A call of the code with marks.</summary>
    public double Total => Binding + Steps.Sum(s => s.Time) + Storing;

    /// <summary>Steps that run the same, the longest first.</summary>
    public IEnumerable<MeasuredPart> Parts => Steps.GroupBy(s => (s.Kind, s.What, s.UniquePiece)).Select(g => new MeasuredPart(
        g.Key.What, g.Key.UniquePiece, g.Count(), g.Sum(s => s.Time), Work.Sum(g.Select(s => s.Work)),
        [.. g.SelectMany(s => s.Kernels).GroupBy(k => (k.Index, k.What, k.Nodes))
            .Select(k => k.First() with { Time = k.Sum(x => x.Time), Work = Work.Sum(k.Select(x => x.Work)) })
            .OrderByDescending(k => k.Time)]))
        .OrderByDescending(p => p.Time);

    /// <summary>A time's part of the call, from 0 to 1.</summary>
    public double ShareOf(double time) => Total > 0 ? time / Total : 0;
}

/// <summary>One step of a call.</summary>
/// <param name="Name">Of the call in the stitch graph.</param>
/// <param name="Kind">Generated code, attention, or interpreted.</param>
/// <param name="What">What runs: steps with the same are calls of one thing.</param>
/// <param name="UniquePiece">Its number; null for what is none.</param>
/// <param name="Time">Milliseconds, what its kernels take included.</param>
/// <param name="Work">What it moves and computes; null where that is not known.</param>
/// <param name="Kernels">Its loop nests and calls; empty where it is no code.</param>
internal sealed record MeasuredStep(string Name, StepKind Kind, string What, int? UniquePiece, double Time, Work? Work,
    ImmutableArray<MeasuredKernel> Kernels);

/// <summary>All calls of a step that is made several times.</summary>
/// <param name="What">What runs.</param>
/// <param name="UniquePiece">Its number; null for what is none.</param>
/// <param name="Calls">How often.</param>
/// <param name="Time">Of all of them, in milliseconds.</param>
/// <param name="Work">Of all of them; null where that is not known.</param>
/// <param name="Kernels">Of all of them, the longest first.</param>
internal sealed record MeasuredPart(
    string What, int? UniquePiece, int Calls, double Time, Work? Work, ImmutableArray<MeasuredKernel> Kernels);

/// <summary>A loop nest, or the call of a kernel.</summary>
/// <param name="Index">Its place in the order of the code.</param>
/// <param name="What">It in words.</param>
/// <param name="Nodes">What it computes.</param>
/// <param name="Time">Milliseconds.</param>
/// <param name="Work">What it moves and computes; null where that is not known.</param>
internal sealed record MeasuredKernel(int Index, string What, string Nodes, double Time, Work? Work);
