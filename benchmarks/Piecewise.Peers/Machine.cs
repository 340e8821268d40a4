using System.Runtime.InteropServices;
using Piecewise.Compiler.Explain;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Peers;

/// <summary>What the contest runs on.</summary>
internal static class Machine
{
    /// <summary>The processor's name and those of its extensions that matter here, as the system tells them.</summary>
    public static string Processor { get; } = ReadProcessor();

    /// <summary>What it can do at most with so many threads.</summary>
    public static MachineLimits Limits(int threads)
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = threads, Name = "limits" });
        return MachineLimits.Measure(new Workers(InstructionTier.Best, team));
    }

    private static string ReadProcessor()
    {
        const string source = "/proc/cpuinfo";
        if (!File.Exists(source))
        {
            return RuntimeInformation.OSArchitecture.ToString();
        }
        var lines = File.ReadAllLines(source);
        string Field(string name) => lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "";
        string[] flags = Field("flags").Split(' '), asked = ["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile"];
        var extensions = string.Join(", ", asked.Intersect(flags));
        return $"{Field("model name")} (family {Field("cpu family")}, model {Field("model\t")}; {extensions}), "
            + $"{Environment.ProcessorCount} cores";
    }
}
