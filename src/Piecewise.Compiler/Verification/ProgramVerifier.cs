using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Verification;

/// <summary>One recorded case of a program: what was compared and how far off it was.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Ok">True where every output is within its tolerance.</param>
/// <param name="MaxError">Largest difference, as a fraction of the largest magnitude of that output.</param>
/// <param name="Problem">What went wrong, if something did.</param>
internal sealed record VerifiedCase(string Case, bool Ok, double MaxError, string? Problem)
{
    /// <summary>What the program returned; empty where it failed.</summary>
    public ImmutableArray<Value> Outputs { get; init; } = [];
}

/// <summary>
/// Runs recorded cases and compares with the recorded outputs: tensors <c>in.&lt;case&gt;.&lt;input&gt;</c>,
/// <c>out.&lt;case&gt;</c> or <c>out.&lt;case&gt;.&lt;index&gt;</c> of a safetensors file. Cases run in alphabetical order in one session.
/// </summary>
internal static class ProgramVerifier
{
    /// <summary>Runs every case of a file in a session.</summary>
    public static ImmutableArray<VerifiedCase> Run(ExportedProgram program, CompiledSession session, SafetensorsFile recorded)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(recorded);
        var coarsest = OutputComparison.Coarsest(program);
        return [.. CaseNames(recorded).Select(name => RunCase(session, recorded, name, coarsest))];
    }

    /// <summary>The recorded cases, in the order in which they run.</summary>
    public static IEnumerable<string> CaseNames(SafetensorsFile recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return recorded.Entries.Select(e => e.Name.Split('.', 3)).Where(p => p is ["in" or "out", _, ..]).Select(p => p[1]).Distinct()
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The recorded inputs of a case by name.</summary>
    public static Dictionary<string, Value> InputsOf(SafetensorsFile recorded, string name)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var prefix = $"in.{name}.";
        return recorded.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Name[prefix.Length..], e => (Value)recorded.Read(e), StringComparer.Ordinal);
    }

    private static VerifiedCase RunCase(CompiledSession session, SafetensorsFile recorded, string name, DType? coarsest)
    {
        try
        {
            var results = session.Run(
                InputsOf(recorded, name).ToDictionary(i => i.Key, i => CallValues.Of(i.Value), StringComparer.Ordinal));
            ImmutableArray<Value> outputs = [.. results.Select(r => r.ToValue())];
            double worst = 0;
            var problems = new List<string>();
            foreach (var (index, expected) in ExpectedOutputs(recorded, name))
            {
                if (index >= outputs.Length)
                {
                    return new VerifiedCase(name, false, double.NaN, $"Output {index} is recorded; the program returns {outputs.Length}.")
                    {
                        Outputs = outputs
                    };
                }
                if (OutputComparison.Compare(expected, outputs[index], coarsest, out var error) is { } problem)
                {
                    problems.Add($"Output {index}: {problem}");
                }
                worst = double.IsNaN(error) ? worst : Math.Max(worst, error);
            }
            return new VerifiedCase(name, problems.Count == 0, worst, problems.Count == 0 ? null : string.Join(' ', problems))
            {
                Outputs = outputs
            };
        }
        catch (Exception e) when (e is InputException or SizeOutOfRangeException or CallFailedException)
        {
            return new VerifiedCase(name, false, double.NaN, e.Message);
        }
    }

    private static IEnumerable<(int Index, Tensor Expected)> ExpectedOutputs(SafetensorsFile recorded, string name)
    {
        var single = $"out.{name}";
        foreach (var entry in recorded.Entries)
        {
            if (entry.Name == single)
            {
                yield return (0, recorded.Read(entry));
            }
            else if (entry.Name.StartsWith(single + ".", StringComparison.Ordinal)
                && int.TryParse(entry.Name.AsSpan(single.Length + 1), System.Globalization.NumberStyles.None, null, out var index))
            {
                yield return (index, recorded.Read(entry));
            }
        }
    }
}
