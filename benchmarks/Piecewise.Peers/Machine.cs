using System.Diagnostics;
using System.Runtime.InteropServices;
using Piecewise.Benchmarks;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Peers;

/// <summary>What a machine can do at most.</summary>
/// <param name="Threads">How many compute.</param>
/// <param name="BytesPerSecond">Of memory that is read once.</param>
/// <param name="FlopsPerSecond">Multiplications and additions in f32.</param>
internal sealed unsafe record Machine(int Threads, double BytesPerSecond, double FlopsPerSecond)
{
    private const int ReadBytes = 512 << 20;
    private const int Repetitions = 7;

    /// <summary>The processor's name and those of its extensions that matter here, as the system tells them.</summary>
    public static string Processor { get; } = ReadProcessor();

    public static Machine Measure(int threads)
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = threads, Name = "limits" });
        var workers = new Workers(InstructionTier.Best, team);
        var memory = NativeMemory.AlignedAlloc(ReadBytes, 64);
        try
        {
            new Span<float>(memory, ReadBytes / sizeof(float)).Fill(1);
            return new Machine(threads, MachineLimits.BytesPerSecond(workers, memory, ReadBytes, Best),
                MachineLimits.FlopsPerSecond(workers, Best));
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    // A limit is what the machine could do once.
    private static double Best(Action run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < Repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
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
