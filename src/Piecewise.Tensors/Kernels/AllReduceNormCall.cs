using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The sum of all ranks' rows (and of a residual), and its root-mean-square normalization, in one pass over what the ranks share: the sum
/// is rounded as <see cref="AllReduceCall"/> and an addition round it, and normalized while it is in the cache. For short messages: every
/// rank sums everything.
/// </summary>
/// <typeparam name="T">Of all elements: float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AllReduceNormCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[<see cref="Rows"/>, <see cref="Width"/>], contiguous, as all of these.</summary>
    public required T* X;

    /// <summary>Added to the sum, or null.</summary>
    public required T* Residual;

    /// <summary>[<see cref="Width"/>], or null.</summary>
    public required T* Weight;
    public required T* Sum;
    public required T* Normalized;
    public required nint Rows;
    public required nint Width;

    /// <summary>How many ranks the program was made for.</summary>
    public required nint World;
    public required double Epsilon;
    public required double WeightOffset;
    public required bool RoundBeforeWeight;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Rows == 0 || Width == 0)
        {
            return;
        }
        var host = Ranks.HostOf(workers, World);
        var ranks = stackalloc nint[host?.World ?? 1];
        var bytes = Width * sizeof(T);
        if (host is null || host.Limit < bytes)
        {
            // A row is too long to be shared at once.
            ranks[0] = (nint)X;
            if (host is not null)
            {
                new AllReduceCall
                {
                    X = X,
                    Result = Sum,
                    Count = Rows * Width,
                    DType = (nint)Tensor.DTypeOf<T>(),
                    World = World,
                }.Run(workers);
                ranks[0] = (nint)Sum;
            }
            Normalize(workers, ranks, 1, 0, Rows);
            return;
        }
        for (nint row = 0; row < Rows;)
        {
            var count = Math.Min(Rows - row, (nint)(host.Limit / bytes));
            host.Share(
                new CollectiveCall(CollectiveKind.AllReduce, Tensor.DTypeOf<T>(), count * bytes), X + (row * Width),
                new Span<nint>(ranks, host.World));
            Normalize(workers, ranks, host.World, row, count);
            row += count;
        }
    }

    private readonly void Normalize(Workers workers, nint* ranks, int world, nint first, nint count) =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(count, 16L * (world + 2) * count * Width), new NormJob
        {
            Call = this,
            RanksRows = (T**)ranks,
            RankCount = world,
            First = first,
            Count = count,
        });

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<AllReduceNormCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<AllReduceNormCall<TAny>>();

    private struct NormJob : IJob
    {
        public AllReduceNormCall<T> Call;
        public T** RanksRows;
        public int RankCount;
        public nint First;
        public nint Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes, TVector>(int part, int parts)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var scale = 1 / MathF.Sqrt((Add<TLanes, TVector>(row) / Call.Width) + (float)Call.Epsilon);
                Scale<TLanes, TVector>(row, scale);
            }
        }

        // The sum of a row, and of its squares.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly float Add<TLanes, TVector>(nint row) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var (squares, from, to) = (TLanes.Zero, row * Call.Width, (First + row) * Call.Width);
            for (nint i = 0; i < Call.Width; i += TLanes.Width)
            {
                var lanes = Math.Min(Call.Width - i, TLanes.Width);
                var sum = Elements.Load<TLanes, TVector, T>(RanksRows[0] + from + i, lanes);
                for (var rank = 1; rank < RankCount; rank++)
                {
                    sum = TLanes.Add(sum, Elements.Load<TLanes, TVector, T>(RanksRows[rank] + from + i, lanes));
                }
                sum = Elements.Round<TLanes, TVector, T>(sum);
                if (Call.Residual != null)
                {
                    sum = Elements.Round<TLanes, TVector, T>(
                        TLanes.Add(sum, Elements.Load<TLanes, TVector, T>(Call.Residual + to + i, lanes)));
                }
                Elements.Store<TLanes, TVector, T>(Call.Sum + to + i, sum, lanes);
                squares = TLanes.MultiplyAdd(sum, sum, squares);
            }
            return TLanes.Sum(squares);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Scale<TLanes, TVector>(nint row, float scale)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var (factor, offset, at) = (TLanes.Broadcast(scale), TLanes.Broadcast((float)Call.WeightOffset), (First + row) * Call.Width);
            for (nint i = 0; i < Call.Width; i += TLanes.Width)
            {
                var lanes = Math.Min(Call.Width - i, TLanes.Width);
                var value = TLanes.Multiply(Elements.Load<TLanes, TVector, T>(Call.Sum + at + i, lanes), factor);
                if (Call.Weight != null)
                {
                    var weight = Elements.Load<TLanes, TVector, T>(Call.Weight + i, lanes);
                    if (Call.WeightOffset != 0)
                    {
                        weight = TLanes.Add(weight, offset);
                        weight = Call.RoundBeforeWeight ? Elements.Round<TLanes, TVector, T>(weight) : weight;
                    }
                    value = TLanes.Multiply(Call.RoundBeforeWeight ? Elements.Round<TLanes, TVector, T>(value) : value, weight);
                }
                Elements.Store<TLanes, TVector, T>(Call.Normalized + at + i, value, lanes);
            }
        }
    }
}
