using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>Runs jobs with the instructions of a tier.</summary>
internal static unsafe class Jobs
{
    /// <param name="tier">Which instructions to use.</param>
    /// <param name="team">Who does the work.</param>
    /// <param name="parts">Into how many parts it is divided; at least 1.</param>
    /// <param name="job">The work.</param>
    /// <exception cref="PlatformNotSupportedException">The machine does not have the tier's instructions.</exception>
    public static void Run<TJob>(InstructionTier tier, IWorkTeam team, int parts, TJob job) where TJob : unmanaged, IJob
    {
        // One branch per tier on IsSupported itself, which a compiler ahead of time can decide and then leave the branch out.
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && tier.Includes(InstructionTier.Avx512))
        {
            Start(team, parts, &job, &Part<TJob, Lanes512, Vector512<float>>);
        }
        else if (Avx2.IsSupported && Fma.IsSupported && tier == InstructionTier.Avx2)
        {
            Start(team, parts, &job, &Part<TJob, Lanes256, Vector256<float>>);
        }
        else if (tier == InstructionTier.Portable)
        {
            Start(team, parts, &job, &Part<TJob, Lanes128, Vector128<float>>);
        }
        else
        {
            throw new PlatformNotSupportedException($"This machine does not have the instructions of tier {tier}.");
        }
    }

    /// <inheritdoc cref="Run{TJob}(InstructionTier, IWorkTeam, int, TJob)"/>
    internal static void Run<TJob>(IWorkTeam team, int parts, TJob job) where TJob : unmanaged, IPartJob =>
        Start(team, parts, &job, &Part<TJob>);

    private static void Start<TJob>(IWorkTeam team, int parts, TJob* job, delegate*<void*, int, int, void> body) where TJob : unmanaged
    {
        if (parts == 1)
        {
            body(job, 0, 1);
            return;
        }
        team.Run(parts, body, job);
    }

    private static void Part<TJob>(void* job, int part, int parts) where TJob : unmanaged, IPartJob => ((TJob*)job)->Run(part, parts);

    private static void Part<TJob, TLanes, TVector>(void* job, int part, int parts)
        where TJob : unmanaged, IJob where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        ((TJob*)job)->Run<TLanes, TVector>(part, parts);
}
