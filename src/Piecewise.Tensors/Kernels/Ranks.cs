using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>What the kernels of collectives have in common.</summary>
internal static unsafe class Ranks
{
    /// <summary>What connects the ranks of a program; null where there is one rank, which has everything.</summary>
    /// <exception cref="KernelException">There is nothing that connects them, or another number of ranks.</exception>
    public static ICollectiveHost? HostOf(Workers workers, nint world) => world == 1 ? null
        : workers.Ranks is not { } host
            ? throw new KernelException($"{world} ranks share this program, but there is nothing that connects them.")
        : host.World == world ? host
        : throw new KernelException($"the program is made for {world} ranks and runs on {host.World}.");

    /// <summary>Adds the ranks' elements, in their order.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="dtype">A float or an integer.</param>
    /// <param name="ranks">Where each rank's elements lie.</param>
    /// <param name="world">How many ranks.</param>
    /// <param name="result">Receives the sums; none of the ranks'.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="first">The first of them in each rank's memory.</param>
    public static void Sum(Workers workers, DType dtype, nint* ranks, int world, void* result, nint count, nint first = 0)
    {
        switch (dtype)
        {
            case DType.F32:
                Sum<float>(workers, ranks, world, result, count, first);
                break;
            case DType.BF16:
                Sum<BFloat16>(workers, ranks, world, result, count, first);
                break;
            case DType.F16:
                Sum<Half>(workers, ranks, world, result, count, first);
                break;
            case DType.F64:
                Add<double>(ranks, world, result, count, first);
                break;
            case DType.I64 or DType.U64:
                Add<long>(ranks, world, result, count, first);
                break;
            case DType.I32 or DType.U32:
                Add<int>(ranks, world, result, count, first);
                break;
            case DType.I16 or DType.U16:
                Add<short>(ranks, world, result, count, first);
                break;
            case DType.I8 or DType.U8:
                Add<sbyte>(ranks, world, result, count, first);
                break;
            default:
                throw new KernelException($"there is no sum of {dtype.TextName()}.");
        }
    }

    private static void Sum<T>(Workers workers, nint* ranks, int world, void* result, nint count, nint first) where T : unmanaged =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(count, 16L * world * count), new SumJob<T>
        {
            Ranks = (T**)ranks,
            World = world,
            Result = (T*)result,
            Count = count,
            First = first,
        });

    // Integers of two's complement: signs don't matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(nint* ranks, int world, void* result, nint count, nint first) where T : unmanaged, INumber<T>
    {
        for (nint i = 0; i < count; i++)
        {
            var sum = ((T*)ranks[0])[first + i];
            for (var rank = 1; rank < world; rank++)
            {
                sum = unchecked(sum + ((T*)ranks[rank])[first + i]);
            }
            ((T*)result)[i] = sum;
        }
    }

    private struct SumJob<T> : IJob where T : unmanaged
    {
        public T** Ranks;
        public int World;
        public T* Result;
        public nint Count;
        public nint First;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes, TVector>(int part, int parts)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Count, part, parts);
            for (var i = share.Start; i < share.End; i += TLanes.Width)
            {
                var lanes = Math.Min(share.End - i, TLanes.Width);
                var sum = Elements.Load<TLanes, TVector, T>(Ranks[0] + First + i, lanes);
                for (var rank = 1; rank < World; rank++)
                {
                    sum = TLanes.Add(sum, Elements.Load<TLanes, TVector, T>(Ranks[rank] + First + i, lanes));
                }
                Elements.Store<TLanes, TVector, T>(Result + i, sum, lanes);
            }
        }
    }
}
