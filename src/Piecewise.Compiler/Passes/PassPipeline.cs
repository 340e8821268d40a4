using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Passes;

/// <summary>One line of the pipeline.</summary>
/// <param name="Pass">What runs.</param>
/// <param name="Scope">How often.</param>
/// <param name="Reason">Why it is there, at that place.</param>
internal sealed record PipelineStep(Pass Pass, PassScope Scope, string Reason);

/// <summary>Of two passes one has to come before the other wherever both occur.</summary>
/// <param name="First">Name of a pass.</param>
/// <param name="Second">Name of a pass; each of its occurrences needs an occurrence of the first before it.</param>
/// <param name="Reason">What goes wrong otherwise.</param>
internal sealed record OrderConstraint(string First, string Second, string Reason);

/// <summary>The passes in their order, checked against the order constraints when it is made (N6).</summary>
internal sealed class PassPipeline
{
    /// <exception cref="ArgumentException">The order breaks a constraint, or a constraint names a pass that is not there.</exception>
    public PassPipeline(ImmutableArray<PipelineStep> steps, ImmutableArray<OrderConstraint> constraints)
    {
        Steps = steps;
        Constraints = constraints;
        Check();
    }

    public ImmutableArray<PipelineStep> Steps { get; }

    public ImmutableArray<OrderConstraint> Constraints { get; }

    /// <summary>Names of the passes that can be switched off.</summary>
    public IEnumerable<string> OptionalPasses => Steps.Where(s => !s.Pass.IsRequired).Select(s => s.Pass.Name).Distinct();

    /// <summary>Runs the steps of a scope on one piece.</summary>
    /// <param name="scope">Which steps.</param>
    /// <param name="piece">The piece and what passes may know of it.</param>
    /// <param name="settings">What the program is compiled with.</param>
    /// <param name="budget">Numbers the rewrites.</param>
    /// <param name="records">Gets one record per step.</param>
    /// <exception cref="VerificationException">
    /// With <see cref="PassSettings.Verify"/>: a pass left the graph inconsistent; the message names it.
    /// </exception>
    public void Run(PassScope scope, PieceUnderCompilation piece, PassSettings settings, RewriteBudget budget,
        ICollection<PassRecord> records)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(records);
        foreach (var step in Steps)
        {
            if (step.Scope == scope)
            {
                records.Add(Run(step, piece, settings, budget));
            }
        }
    }

    private static PassRecord Run(PipelineStep step, PieceUnderCompilation piece, PassSettings settings, RewriteBudget budget)
    {
        var pass = step.Pass;
        var graph = piece.Graph;
        var before = graph.Count;
        var skipped = !pass.IsRequired && settings.Disabled.Contains(pass.Name) ? "switched off"
            : piece.Entry is { } entry ? pass.Inapplicable(entry, settings) : null;
        if (skipped is not null)
        {
            return new PassRecord(step, piece.UniqueIndex, piece.Entry, TimeSpan.Zero, before, before) { Skipped = skipped };
        }
        var textBefore = settings.KeepText ? GraphPrinter.Print(graph) : null;
        var context = new PassContext(graph, piece.Catalog, settings, budget)
        {
            Replacements = piece.Replacements,
            Entry = piece.Entry,
            Donated = piece.Donated,
            Constants = piece.Constants,
            IsRequired = pass.IsRequired,
        };
        var start = Stopwatch.GetTimestamp();
        pass.Run(context);
        piece.Folded.AddRange(context.Folded);
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (settings.Verify)
        {
            GraphVerifier.VerifyOrThrow(graph, pass.Name);
        }
        var textAfter = settings.KeepText ? GraphPrinter.Print(graph) : null;
        return new PassRecord(step, piece.UniqueIndex, piece.Entry, elapsed, before, graph.Count)
        {
            Rewrites = [.. context.Rewrites],
            Remarks = [.. context.Remarks],
            Providers = [.. context.Providers],
            TextBefore = textBefore == textAfter ? null : textBefore,
            TextAfter = textAfter,
        };
    }

    private void Check()
    {
        var names = Steps.Select(s => s.Pass.Name).ToArray();
        foreach (var constraint in Constraints)
        {
            foreach (var name in new[] { constraint.First, constraint.Second })
            {
                if (!names.Contains(name))
                {
                    throw new ArgumentException(
                        $"The order constraint {constraint.First} → {constraint.Second} names '{name}', "
                        + "which is not in the pipeline. [N6]");
                }
            }
            var first = Array.IndexOf(names, constraint.First);
            var second = Array.IndexOf(names, constraint.Second);
            if (second < first)
            {
                throw new ArgumentException($"{constraint.First} has to run before {constraint.Second}: {constraint.Reason} [N6]");
            }
        }
        for (var i = 1; i < Steps.Length; i++)
        {
            if (Steps[i].Scope < Steps[i - 1].Scope)
            {
                throw new ArgumentException(
                    $"{names[i]} runs once a piece and can't follow {names[i - 1]}, which runs for each entry. [N6]");
            }
        }
    }
}
