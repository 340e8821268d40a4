using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Piecewise.Distributed;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Benchmarks;

/// <summary>
/// Sums of all ranks' numbers on each rank: by the kernel of <c>all_reduce</c>, with one thread, against <c>MPI_Allreduce</c> of the same
/// library. To be started by a launcher.
/// </summary>
internal static unsafe class RankSpeed
{
    private static readonly int[] Kibibytes = [4, 8, 16, 32, 64, 256, 1024, 4096];

    public static int Report(TextWriter output)
    {
        var launch = Launch.Read(Environment.GetEnvironmentVariable)
            ?? throw new InvalidOperationException("Start it by a launcher: mpirun -n 2 dotnet Piecewise.Benchmarks.dll ranks");
        var group = RankGroup.Join(launch, new RankOptions(), fault => ProcessEnd.Because(fault, exitCode: 1));
        var library = MpiLibrary.Load(launch.Family);
        var reduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)library.Function("MPI_Allreduce");
        var (f32, sum) = launch.Family == MpiFamily.OpenMpi
            ? (library.Function("ompi_mpi_float"), library.Function("ompi_mpi_op_sum"))
            : (0x4C00040A, 0x58000003);
        var largest = Kibibytes[^1] * 1024;
        var own = (float*)NativeMemory.AlignedAlloc((nuint)largest, 4096);
        var result = (float*)NativeMemory.AlignedAlloc((nuint)largest, 4096);
        new Span<float>(own, largest / sizeof(float)).Fill(group.Rank + 1);
        var workers = Workers.Alone with { Ranks = group.Host };
        if (group.Rank == 0)
        {
            output.WriteLine($"{group.World} ranks, {launch.Family}, {Environment.ProcessorCount} cores: median and 90 % of calls, µs");
            output.WriteLine("| KiB | all_reduce | | MPI_Allreduce | | ratio |");
            output.WriteLine("|---|---|---|---|---|---|");
        }
        // The first time each size runs code that is not optimized yet.
        foreach (var warm in (bool[])[true, false])
        {
            foreach (var kibibytes in Kibibytes)
            {
                var bytes = kibibytes * 1024;
                var rounds = Math.Clamp(40_000 / kibibytes, 50, 2000);
                var (ours, theirs) = (new double[rounds], new double[rounds]);
                // In turns, so that what else the machine does meets both.
                for (var round = 0; round < 2 * rounds; round++)
                {
                    var began = Stopwatch.GetTimestamp();
                    if (round % 2 == 0)
                    {
                        new AllReduceCall
                        {
                            X = own,
                            Result = result,
                            Count = bytes / sizeof(float),
                            DType = (nint)DType.F32,
                            World = group.World,
                        }.Run(workers);
                    }
                    else if (reduce(own, result, bytes / sizeof(float), f32, sum, library.Handles.World) != 0)
                    {
                        throw new InvalidOperationException("MPI_Allreduce failed.");
                    }
                    (round % 2 == 0 ? ours : theirs)[round / 2] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
                    if (result[0] != group.World * (group.World + 1) / 2 || result[(bytes / sizeof(float)) - 1] != result[0])
                    {
                        throw new InvalidOperationException("The sum is wrong.");
                    }
                }
                Array.Sort(ours);
                Array.Sort(theirs);
                if (group.Rank == 0 && !warm)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"| {kibibytes} | {At(ours, 0.5):0.0} | {At(ours, 0.9):0.0} | {At(theirs, 0.5):0.0} | {At(theirs, 0.9):0.0} "
                        + $"| {At(ours, 0.5) / At(theirs, 0.5):0.00} |"));
                }
            }
            // Optimized code comes from another thread.
            Thread.Sleep(300);
        }
        group.Finish();
        return 0;
    }

    private static double At(double[] sorted, double fraction) => sorted[(int)((sorted.Length - 1) * fraction)];
}
