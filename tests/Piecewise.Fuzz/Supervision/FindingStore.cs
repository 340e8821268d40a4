using System.Security.Cryptography;
using System.Text;

namespace Piecewise.Fuzz;

/// <summary>Where findings are kept: a folder per kind and signature, with the first few programs and what happened to them.</summary>
internal sealed class FindingStore(string folder)
{
    private const int Kept = 3;

    /// <summary>Keeps a finding, unless there are enough of its kind.</summary>
    public void Add(Finding finding, FuzzCase found, string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(finding.Signature)))[..8];
        var place = Path.Combine(folder, $"{finding.Kind}-{hash}");
        Directory.CreateDirectory(place);
        if (Directory.GetFiles(place, "*.pt2").Length >= Kept)
        {
            return;
        }
        var path = Path.Combine(place, name);
        File.WriteAllBytes($"{path}.pt2", found.File.Build());
        File.WriteAllText($"{path}.txt",
            $"{finding.Kind}: {finding.Signature}\ncase: {found.Description}\ncall "
            + $"seed: {found.Seed}\ntargets: {Targets(found.File)}\n\n{finding.Detail}\n");
    }

    /// <summary>The operators that a program calls.</summary>
    public static string Targets(ProgramFile program) =>
        string.Join(" ", program.Nodes.Select(n => ((string?)n!["target"] ?? "").Replace("torch.ops.", "", StringComparison.Ordinal)));
}
