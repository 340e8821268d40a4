using Piecewise.Peers.Models;

namespace Piecewise.Peers;

/// <summary>What one contestant took.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">Of its weights.</param>
/// <param name="Deviation">How far its logits are from those of the file's own format, as a share of their norm.</param>
/// <param name="Prefill">Seconds of each round, for each prompt.</param>
/// <param name="Decode">Seconds a token, of each round.</param>
internal sealed record Result(string Name, Format Format, double Deviation, List<double>[] Prefill, List<double> Decode)
{
    public bool IsPiecewise => Name.StartsWith("Piecewise", StringComparison.Ordinal);

    /// <summary>Medians in milliseconds: of each prompt, then of one token.</summary>
    public double[] Medians => [.. Prefill.Append(Decode).Select(times => Median(times) * 1000)];

    public static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
