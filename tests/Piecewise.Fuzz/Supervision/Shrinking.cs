namespace Piecewise.Fuzz;

/// <summary>Looks for a part of a program that goes wrong in the same way.</summary>
internal static class Shrinking
{
    private const int MostTries = 16;

    /// <summary>The smallest part that was found, with what it does, named by its operators.</summary>
    public static (FuzzCase Case, Finding Finding) Of(FuzzCase found, Finding finding, CaseRunner runner)
    {
        var (best, result, tries) = (found, finding, 0);
        var count = found.Calls is null ? found.File.Nodes.Count : 1;
        for (var length = 1; length < Math.Min(count, 3) && best == found; length++)
        {
            for (var first = 0; first + length <= count && best == found && tries < MostTries; first++, tries++)
            {
                if (ProgramCut.Of(found.File, first, length, allOutputs: true) is { } part
                    && runner.Run(part.Build(), found.Seed).Findings.FirstOrDefault(f => f.Kind == finding.Kind) is { } same)
                {
                    best = found with { File = part, Description = $"{found.Description}; of that, nodes {first} to {first + length - 1}" };
                    result = same;
                }
            }
        }
        var who = best.File.Nodes.Count <= 3 ? FindingStore.Targets(best.File) : "several operators";
        var typing = found.IsConsistent ? "" : "[types contradict] ";
        return (best, result with { Signature = $"{typing}{who}: {result.Signature}" });
    }
}
