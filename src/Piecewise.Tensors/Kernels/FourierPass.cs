using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>The transforms over one dim of a <see cref="FourierCall{T}"/>, of all rows of some of its items.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe struct FourierPass<T> : IPartJob where T : unmanaged
{
    // Doubles of the memory in which a part transforms rows, where one row is not more, and how many rows it transforms at once at most.
    private const nint PartSize = 1 << 16;
    private const int MostLanes = 16;

    // Rows that no two parts share, so that vectors are full.
    private const int RowsTogether = 4;

    /// <summary>Of the transform.</summary>
    public FourierTables Tables;

    private readonly FourierCall<T> call;
    private readonly nint dim;
    private readonly nint* sizes;
    private readonly nint others;
    private readonly nint points;

    // Where the real numbers are even in number: half of it; two neighbours are transformed as one complex number. Else 0.
    private readonly nint half;

    // Numbers of a row in each of two memories.
    private readonly nint room;
    private readonly nint lanes;
    private readonly int most;
    private nint firstItem;
    private nint rows;

    /// <param name="call">The call.</param>
    /// <param name="dim">Which of its dims.</param>
    /// <param name="sizes">[rank]: of all dims during this pass; 1 of this one.</param>
    /// <param name="items">How many items there are at once.</param>
    /// <param name="workers">Who computes.</param>
    public FourierPass(in FourierCall<T> call, nint dim, nint* sizes, nint items, Workers workers)
    {
        this.sizes = sizes;
        (this.call, this.dim, points) = (call, dim, call.Points[dim]);
        half = (IsFromReal || IsToReal) && points % 2 == 0 ? points / 2 : 0;
        Tables = new FourierTables(half > 0 ? half : points, half > 0 ? half + 1 : 0);
        room = Math.Max(Tables.Size, (points / 2) + 1);
        others = 1;
        for (nint other = 0; other < call.Rank; other++)
        {
            others = checked(others * sizes[other]);
        }
        var batches = Batches(checked(items * others));
        most = workers.Parts(batches, batches * RowsTogether * room * (16 + (4 * nint.Log2(room))));
        lanes = PartSize / (4 * room) is var fit && fit < RowsTogether ? 1 : Math.Min(fit - (fit % RowsTogether), MostLanes);
        lanes = Math.Min(lanes, Math.Max(Math.Min((batches + most - 1) / most * RowsTogether, items * others), 1));
        Doubles = checked(most * PartDoubles);
    }

    /// <summary>How many numbers of a row are given; zeros follow.</summary>
    public required nint Given { get; init; }

    /// <summary>Whether x is read; else what lies between.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>Whether the result is written; else what lies between.</summary>
    public required bool IsLast { get; init; }

    /// <summary>What the numbers are multiplied by in the end.</summary>
    public required double Scale { get; init; }

    /// <summary>[rank], in numbers.</summary>
    public required nint* BetweenStrides { get; init; }

    /// <summary>From one item to the next, in numbers.</summary>
    public required nint BetweenItem { get; init; }

    /// <summary>[items, dims]: pairs.</summary>
    public double* Between { get; set; }

    /// <summary>[<see cref="Doubles"/>].</summary>
    public double* Memory { get; set; }

    /// <summary>How much memory the parts take; enough for <see cref="FourierTables.Fill"/>.</summary>
    public nint Doubles { get; }

    private readonly nint PartDoubles => checked(4 * room * lanes);

    private readonly bool IsFromReal => call.FromReal && dim == call.Rank - 1;

    private readonly bool IsToReal => call.ToReal && dim == call.Rank - 1;

    /// <summary>Transforms.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="first">The first item.</param>
    /// <param name="items">How many, at most as many as there are at once.</param>
    public void Start(IWorkTeam team, nint first, nint items)
    {
        (firstItem, rows) = (first, items * others);
        if (rows > 0)
        {
            Jobs.Run(team, (int)Math.Min(most, Batches(rows)), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var share = Share.Of(Batches(rows), part, parts);
        var memory = Memory + (part * PartDoubles);
        var planes = room * lanes;
        var (data, other) = (new ComplexPlanes(memory, memory + planes), new ComplexPlanes(memory + (2 * planes), memory + (3 * planes)));
        nint* from = stackalloc nint[MostLanes], to = stackalloc nint[MostLanes];
        var end = Math.Min(share.End * RowsTogether, rows);
        for (var row = share.Start * RowsTogether; row < end; row += lanes)
        {
            var count = Math.Min(lanes, end - row);
            for (nint lane = 0; lane < count; lane++)
            {
                (from[lane], to[lane]) = Offsets(row + lane);
            }
            var given = IsFirst ? Load((T*)call.X, from, call.IsComplex, call.XStrides[dim], data, other, count)
                : Load(Between, from, true, BetweenStrides[dim], data, other, count);
            var result = Tables.Run(given, given.Real == data.Real ? other : data, count);
            var free = result.Real == data.Real ? other : data;
            if (IsLast)
            {
                Store((T*)call.Result, to, call.ResultStrides[dim], result, free, count);
            }
            else
            {
                Store(Between, to, BetweenStrides[dim], result, free, count);
            }
        }
    }

    private static nint Batches(nint rows) => checked(rows + RowsTogether - 1) / RowsTogether;

    // Where a row begins, in numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly (nint From, nint To) Offsets(nint row)
    {
        nint from = 0, to = 0;
        for (var other = call.Rank - 1; other >= 0; other--)
        {
            var (rest, place) = Math.DivRem(row, sizes[other]);
            from += place * (IsFirst ? call.XStrides : BetweenStrides)[other];
            to += place * (IsLast ? call.ResultStrides : BetweenStrides)[other];
            row = rest;
        }
        var nest = new Nest(call.Outer, call.OuterRank);
        var between = row * BetweenItem;
        return (from + (IsFirst ? nest.Offset(firstItem + row, call.XOuter) : between),
            to + (IsLast ? nest.Offset(firstItem + row, call.ResultOuter) : between));
    }

    // What is transformed, in either memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly ComplexPlanes Load<TFrom>(
        TFrom* x, nint* rowsOfX, bool isComplex, nint stride, ComplexPlanes data, ComplexPlanes other, nint count) where TFrom : unmanaged
    {
        if (IsFromReal && half > 0)
        {
            LoadNeighbours(x, rowsOfX, stride, data, count);
            return data;
        }
        var end = IsToReal ? (points / 2) + 1 : points;
        // A forward transform to real numbers is the inverse of the conjugate; an inverse one is the conjugate of that of the conjugate.
        var mirrored = IsToReal ? call.Forward : !call.Forward && !IsFromReal;
        for (nint lane = 0; lane < count; lane++)
        {
            var row = x + (rowsOfX[lane] * (isComplex ? 2 : 1));
            for (nint k = 0, at = lane; k < Given; k++, at += count)
            {
                if (isComplex)
                {
                    data.Real[at] = Double(row[2 * k * stride]);
                    var imaginary = Double(row[(2 * k * stride) + 1]);
                    data.Imaginary[at] = mirrored ? -imaginary : imaginary;
                }
                else
                {
                    (data.Real[at], data.Imaginary[at]) = (Double(row[k * stride]), 0);
                }
            }
        }
        FourierTables.Clear(data, Given, end, count);
        return !IsToReal ? data : Whole(data, other, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void LoadNeighbours<TFrom>(TFrom* x, nint* rowsOfX, nint stride, ComplexPlanes data, nint count)
        where TFrom : unmanaged
    {
        for (nint lane = 0; lane < count; lane++)
        {
            var row = x + rowsOfX[lane];
            for (nint k = 0, at = lane; k < half; k++, at += count)
            {
                data.Real[at] = 2 * k < Given ? Double(row[2 * k * stride]) : 0;
                data.Imaginary[at] = (2 * k) + 1 < Given ? Double(row[((2 * k) + 1) * stride]) : 0;
            }
        }
    }

    // From the first half of a transform of real numbers what has to be transformed, whose result is conjugated. The imaginary part of the
    // first number, and of the last one where there are as many on both sides of it, counts nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly ComplexPlanes Whole(ComplexPlanes x, ComplexPlanes other, nint count)
    {
        for (nint lane = 0; lane < count; lane++)
        {
            x.Imaginary[lane] = 0;
            if (half > 0)
            {
                x.Imaginary[(half * count) + lane] = 0;
            }
        }
        if (half > 0)
        {
            var vectors = count - (count % FourDoubles.Width);
            Split<FourDoubles>(x, other, count, 0, vectors);
            Split<OneDouble>(x, other, count, vectors, count);
            return other;
        }
        for (nint k = 1; k <= points / 2; k++)
        {
            for (nint lane = 0; lane < count; lane++)
            {
                var (low, high) = ((k * count) + lane, ((points - k) * count) + lane);
                (x.Real[high], x.Imaginary[high]) = (x.Real[low], x.Imaginary[low]);
                x.Imaginary[low] = -x.Imaginary[low];
            }
        }
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Split<TDoubles>(ComplexPlanes x, ComplexPlanes result, nint count, nint start, nint end)
        where TDoubles : unmanaged, IDoubles<TDoubles>
    {
        for (nint k = 0; k < half; k++)
        {
            var (low, high) = (k * count, (half - k) * count);
            var (c, s) = (TDoubles.Spread(Tables.Joints[2 * k]), TDoubles.Spread(-Tables.Joints[(2 * k) + 1]));
            for (var lane = start; lane < end; lane += TDoubles.Width)
            {
                var (ar, ai) = (TDoubles.Load(x.Real + low + lane), TDoubles.Load(x.Imaginary + low + lane));
                var (br, bi) = (TDoubles.Load(x.Real + high + lane), TDoubles.Load(x.Imaginary + high + lane));
                var (er, ei) = (ar + br, ai - bi);
                var (dr, di) = (ar - br, ai + bi);
                // i·w^-k·d
                (er - ((dr * s) + (di * c))).Store(result.Real + low + lane);
                (-(ei + ((dr * c) - (di * s)))).Store(result.Imaginary + low + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Store<TTo>(TTo* target, nint* rowsOfTarget, nint stride, ComplexPlanes x, ComplexPlanes free, nint count)
        where TTo : unmanaged
    {
        if (IsToReal)
        {
            StoreReal(target, rowsOfTarget, stride, x, count);
            return;
        }
        if (IsFromReal && half > 0)
        {
            var vectors = count - (count % FourDoubles.Width);
            Join<FourDoubles>(x, free, count, 0, vectors);
            Join<OneDouble>(x, free, count, vectors, count);
            x = free;
        }
        var sign = call.Forward ? Scale : -Scale;
        var stored = IsFromReal ? (points / 2) + 1 : points;
        for (nint lane = 0; lane < count; lane++)
        {
            if (IsFromReal)
            {
                x.Imaginary[lane] = 0;
            }
            var row = target + (2 * rowsOfTarget[lane]);
            for (nint k = 0, at = lane; k < stored; k++, at += count)
            {
                var to = row + (2 * k * stride);
                (to[0], to[1]) = (Element<TTo>(x.Real[at] * Scale), Element<TTo>(x.Imaginary[at] * sign));
            }
            if (IsFromReal && !call.Onesided)
            {
                // The second half is the conjugate of the first.
                for (var k = stored; k < points; k++)
                {
                    var at = ((points - k) * count) + lane;
                    var to = row + (2 * k * stride);
                    (to[0], to[1]) = (Element<TTo>(x.Real[at] * Scale), Element<TTo>(x.Imaginary[at] * -sign));
                }
            }
        }
    }

    // The transform of the conjugate is the conjugate of the inverse; of neighbours, the second has the other sign.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void StoreReal<TTo>(TTo* target, nint* rowsOfTarget, nint stride, ComplexPlanes x, nint count) where TTo : unmanaged
    {
        for (nint lane = 0; lane < count; lane++)
        {
            var to = target + rowsOfTarget[lane];
            if (half == 0)
            {
                for (nint k = 0, at = lane; k < points; k++, at += count)
                {
                    to[k * stride] = Element<TTo>(x.Real[at] * Scale);
                }
                continue;
            }
            for (nint k = 0, at = lane; k < half; k++, at += count)
            {
                to[2 * k * stride] = Element<TTo>(x.Real[at] * Scale);
                to[((2 * k) + 1) * stride] = Element<TTo>(-x.Imaginary[at] * Scale);
            }
        }
    }

    // X[k] = (Z[k] + Z*[h-k]) / 2 - i/2·w^k·(Z[k] - Z*[h-k])
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Join<TDoubles>(ComplexPlanes z, ComplexPlanes result, nint count, nint start, nint end)
        where TDoubles : unmanaged, IDoubles<TDoubles>
    {
        var divisor = TDoubles.Spread(0.5);
        for (nint k = 0; k <= half; k++)
        {
            var (low, high) = ((k == half ? 0 : k) * count, (k == 0 ? 0 : half - k) * count);
            var (c, s) = (TDoubles.Spread(Tables.Joints[2 * k]), TDoubles.Spread(Tables.Joints[(2 * k) + 1]));
            for (var lane = start; lane < end; lane += TDoubles.Width)
            {
                var (ar, ai) = (TDoubles.Load(z.Real + low + lane), TDoubles.Load(z.Imaginary + low + lane));
                var (br, bi) = (TDoubles.Load(z.Real + high + lane), -TDoubles.Load(z.Imaginary + high + lane));
                var (dr, di) = ((ai - bi) * divisor, (br - ar) * divisor);
                (((ar + br) * divisor) + ((dr * c) - (di * s))).Store(result.Real + (k * count) + lane);
                (((ai + bi) * divisor) + ((dr * s) + (di * c))).Store(result.Imaginary + (k * count) + lane);
            }
        }
        // Exactly real, also where something is NaN.
        for (var lane = start; lane < end; lane++)
        {
            (result.Imaginary[lane], result.Imaginary[(half * count) + lane]) = (0, 0);
        }
    }

    private static double Double<TFrom>(TFrom value) where TFrom : unmanaged => Tensors.Element.Convert<TFrom, double>(value);

    private static TTo Element<TTo>(double value) where TTo : unmanaged => Tensors.Element.Convert<double, TTo>(value);
}
