using System.ComponentModel;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Discrete Fourier transforms over one dim or several (<c>torch.fft</c>), of any length: complex numbers to complex ones, real ones to
/// complex ones or back. Computed in double, also between dims; each result is rounded once. A dim is cut, or filled up with zeros, to its
/// number of points. A number of points below 1 or above 2²⁷ is refused (<see cref="KernelException"/>).
/// </summary>
/// <typeparam name="T">float or double: of real numbers, and of the parts of complex ones.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct FourierCall<T> : IKernel where T : unmanaged
{
    // Doubles of what lies between transforms of several dims, for each thread, where one item is not more.
    private const nint BetweenDoubles = 1 << 18;

    /// <summary>[outer, dims]: real numbers, or pairs.</summary>
    public required void* X;

    /// <summary>Whether x is complex.</summary>
    public required bool IsComplex;

    /// <summary>[<see cref="OuterRank"/>], in numbers.</summary>
    public required nint* XOuter;

    /// <summary>[<see cref="Rank"/>], in numbers.</summary>
    public required nint* XStrides;

    /// <summary>[<see cref="Rank"/>]: sizes of x over the dims.</summary>
    public required nint* XSizes;

    /// <summary>[<see cref="Rank"/>]: how many numbers are transformed, of the last dim how many real ones.</summary>
    public required nint* Points;

    /// <summary>How many dims are transformed; at least 1.</summary>
    public required nint Rank;

    /// <summary>Whether numbers become complex ones by the last dim, which must be real; before all other dims.</summary>
    public required bool FromReal;

    /// <summary>Whether numbers become real ones by the last dim, after all other dims.</summary>
    public required bool ToReal;

    /// <summary>From real numbers: whether only the first half of the last dim, points / 2 + 1, is the result.</summary>
    public required bool Onesided;

    /// <summary>Whether the sign of the exponent is minus.</summary>
    public required bool Forward;

    /// <summary>0: sums as they are; 1: divided by the root of the number of points; 2: divided by that number.</summary>
    public required nint Normalization;

    /// <summary>[outer, dims]: real numbers or pairs; apart from x.</summary>
    public required void* Result;

    /// <summary>[<see cref="OuterRank"/>], in numbers.</summary>
    public required nint* ResultOuter;

    /// <summary>[<see cref="Rank"/>], in numbers.</summary>
    public required nint* ResultStrides;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var length = 1.0;
        for (nint dim = 0; dim < Rank; dim++)
        {
            if (Points[dim] is < 1 or > FourierPlan.MaxLength)
            {
                throw new KernelException($"Invalid number of data points ({Points[dim]}) specified");
            }
            length *= Points[dim];
        }
        var items = new Nest(Outer, OuterRank).Count;
        if (items <= 0)
        {
            return;
        }
        var rank = checked((int)Rank);
        // What lies between two dims: [some items, dims], pairs of doubles.
        nint* sizes = stackalloc nint[checked(rank * rank)], strides = stackalloc nint[rank];
        nint item = 1;
        for (var dim = Rank - 1; dim >= 0; dim--)
        {
            strides[dim] = item;
            item = checked(item * Math.Max(Given(dim), ToReal && dim == Rank - 1 ? 0 : ResultSize(dim)));
        }
        var chunk = Rank == 1 ? items
            : (nint)Math.Clamp(BetweenDoubles * (long)workers.Team.Size / Math.Max(checked(2 * item), 1), 1, items);
        var passes = stackalloc FourierPass<T>[rank];
        var (between, tables, work) = (Rank == 1 ? 0 : checked(2 * item * chunk), (nint)0, (nint)0);
        for (nint i = 0; i < Rank; i++, sizes += Rank)
        {
            var dim = PassDim(i);
            for (nint other = 0; other < Rank; other++)
            {
                // Dims that were transformed have their new size.
                sizes[other] = other == dim ? 1 : IsBefore(other, dim) ? ResultSize(other) : Given(other);
            }
            passes[i] = new FourierPass<T>(this, dim, sizes, chunk, workers)
            {
                Given = Given(dim),
                IsFirst = i == 0,
                IsLast = i == Rank - 1,
                Scale = i < Rank - 1 ? 1 : Normalization switch { 0 => 1, 1 => 1 / Math.Sqrt(length), _ => 1 / length },
                BetweenStrides = strides,
                BetweenItem = item,
            };
            tables = checked(tables + passes[i].Tables.Doubles);
            work = Math.Max(work, passes[i].Doubles);
        }
        var memory = (double*)Scratch.Of(workers, checked((between + tables + work) * sizeof(double)));
        var table = memory + between;
        var rows = table + tables;
        for (nint i = 0; i < Rank; i++)
        {
            passes[i].Between = memory;
            passes[i].Memory = rows;
            passes[i].Tables.Fill(table, rows);
            table += passes[i].Tables.Doubles;
        }
        for (nint first = 0; first < items; first += chunk)
        {
            for (nint i = 0; i < Rank; i++)
            {
                passes[i].Start(workers.Team, first, Math.Min(chunk, items - first));
            }
        }
    }

    // How many numbers of x count.
    private readonly nint Given(nint dim) => Math.Min(XSizes[dim], ToReal && dim == Rank - 1 ? (Points[dim] / 2) + 1 : Points[dim]);

    private readonly nint ResultSize(nint dim) => FromReal && Onesided && dim == Rank - 1 ? (Points[dim] / 2) + 1 : Points[dim];

    // The dims in their order, but real numbers become complex ones first.
    private readonly nint PassDim(nint pass) => !FromReal ? pass : pass == 0 ? Rank - 1 : pass - 1;

    private readonly bool IsBefore(nint dim, nint other) =>
        dim != other && (FromReal && (dim == Rank - 1 || other == Rank - 1) ? dim == Rank - 1 : dim < other);

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => dtypes switch
    {
        [DType.F32] => KernelEntry.Of<FourierCall<float>>(),
        [DType.F64] => KernelEntry.Of<FourierCall<double>>(),
        _ => throw new NotSupportedException($"Fourier transforms do not take {string.Join(", ", dtypes.ToArray())}."),
    };
}
