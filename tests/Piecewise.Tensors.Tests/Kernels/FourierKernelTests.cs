using System.Numerics;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class FourierKernelTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(1, 70), 97, 101, 127, 128, 210, 251, 256, 509, 640, 1021];

    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Transforms_of_one_dim_are_the_sums_that_define_them(string tier, int threads)
    {
        var random = new Random(11);
        foreach (var points in Lengths)
        {
            // Cut, as it is, and filled up; of few rows and of more than are transformed at once.
            var given = Math.Max(points + ((points % 3) - 1), 0);
            var rows = points > 200 ? 3 : 1 + (points % 23);
            foreach (var kind in Enum.GetValues<Kind>())
            {
                var size = kind == Kind.ToReal ? Math.Max((points / 2) + (points % 3), 0) : given;
                var @case = new Case(kind, [size], [points], rows, points % 2 == 0, points % 3, points % 5 != 0);
                Check<double>(@case, TestWorkers.Of(tier, threads), random, 1e-13);
                Check<float>(@case, TestWorkers.Of(tier, threads), random, 2e-7);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Transforms_of_several_dims_are_the_sums_that_define_them(string tier, int threads)
    {
        var random = new Random(12);
        var workers = TestWorkers.Of(tier, threads);
        foreach (var (sizes, points, rows) in new (int[], int[], int)[]
        {
            ([3, 4], [3, 4], 5), ([4, 3], [4, 5], 3), ([5, 6], [4, 7], 1), ([37, 2], [37, 1], 2), ([2, 3, 4], [3, 3, 6], 4),
            ([1, 9, 1], [2, 8, 3], 0), ([0, 3], [2, 4], 2), ([3, 0], [3, 4], 2),
        })
        {
            for (var i = 0; i < 24; i++)
            {
                var kind = (Kind)(i % 3);
                int[] given = kind == Kind.ToReal ? [.. sizes[..^1], (sizes[^1] / 2) + (i % 2)] : sizes;
                Check<double>(new Case(kind, given, points, rows, i % 2 == 0, i / 2 % 3, i < 12), workers, random, 1e-13);
                Check<float>(new Case(kind, given, points, rows, i % 2 == 0, i / 2 % 3, i < 12), workers, random, 2e-7);
            }
        }
    }

    [Fact]
    public void Many_items_are_transformed_some_at_a_time()
    {
        var random = new Random(13);
        Check<float>(new Case(Kind.FromReal, [30, 31], [30, 31], 331, true, 1, true), Workers.Alone, random, 2e-7);
    }

    [Fact]
    public void A_number_of_points_that_is_no_length_is_refused()
    {
        nint one = 1;
        foreach (var points in new nint[] { 0, -1, (1 << 27) + 1, nint.MinValue, nint.MaxValue })
        {
            var count = points;
            var call = OfOneRow(&one, &one, &count);
            Assert.Throws<KernelException>(() => call.Run(Workers.Alone));
        }
    }

    [Fact]
    public void More_memory_than_allowed_is_refused()
    {
        nint one = 1, count = 1 << 20;
        var call = OfOneRow(&one, &count, &count);
        Assert.Throws<InsufficientMemoryException>(() => call.Run(Workers.Alone with { MaxScratch = 1 << 20 }));
    }

    // A call that is refused before it looks at numbers.
    private static FourierCall<float> OfOneRow(nint* one, nint* size, nint* points) => new()
    {
        X = null,
        IsComplex = true,
        XOuter = one,
        XStrides = one,
        XSizes = size,
        Points = points,
        Rank = 1,
        FromReal = false,
        ToReal = false,
        Onesided = true,
        Forward = true,
        Normalization = 0,
        Result = null,
        ResultOuter = one,
        ResultStrides = one,
        Outer = one,
        OuterRank = 1,
    };

    private enum Kind { Complex, FromReal, ToReal }

    private sealed record Case(Kind Kind, int[] Sizes, int[] Points, int Rows, bool Forward, int Normalization, bool Onesided);

    private static void Check<T>(Case @case, Workers workers, Random random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (kind, rank) = (@case.Kind, @case.Points.Length);
        int[] results = [.. @case.Points];
        results[^1] = kind == Kind.FromReal && @case.Onesided ? (results[^1] / 2) + 1 : results[^1];
        var (isComplex, toComplex) = (kind != Kind.FromReal, kind != Kind.ToReal);
        // Rows are the innermost dim of x, with gaps, and the outermost of the result.
        var (xStrides, xCount) = Strides(@case.Sizes, 2 * Math.Max(@case.Rows, 1));
        var (strides, count) = Strides(results, 1);
        using var x = new Memory<T>(xCount * (isComplex ? 2 : 1), misalignment: 1);
        using var result = new Memory<T>(count * @case.Rows * (toComplex ? 2 : 1), misalignment: 1);
        foreach (ref var value in x.Span)
        {
            value = T.CreateChecked((random.NextDouble() * 2) - 1);
        }
        nint rows = @case.Rows, xRow = 2, row = count;
        nint[] sizes = [.. @case.Sizes.Select(s => (nint)s)], points = [.. @case.Points.Select(p => (nint)p)];
        fixed (nint* xs = xStrides, rs = strides, ss = sizes, ps = points)
        {
            var call = new FourierCall<T>
            {
                X = x.Pointer,
                IsComplex = isComplex,
                XOuter = &xRow,
                XStrides = xs,
                XSizes = ss,
                Points = ps,
                Rank = rank,
                FromReal = kind == Kind.FromReal,
                ToReal = kind == Kind.ToReal,
                Onesided = @case.Onesided,
                Forward = @case.Forward,
                Normalization = @case.Normalization,
                Result = result.Pointer,
                ResultOuter = &row,
                ResultStrides = rs,
                Outer = &rows,
                OuterRank = 1,
            };
            call.Run(workers);
        }
        for (var i = 0; i < @case.Rows; i++)
        {
            var at = i * 2;
            var expected = Expected(@case, indices =>
            {
                var place = at + indices.Select((k, d) => k * (int)xStrides[d]).Sum();
                return isComplex ? new Complex(double.CreateChecked(x.Span[2 * place]), double.CreateChecked(x.Span[(2 * place) + 1]))
                    : double.CreateChecked(x.Span[place]);
            }, results);
            var scale = Math.Max(expected.Max(v => v.Magnitude), 1e-3) * (1 + Math.Log2(@case.Points.Max()));
            for (var k = 0; k < count; k++)
            {
                var place = (i * count) + k;
                var actual = toComplex
                    ? new Complex(double.CreateChecked(result.Span[2 * place]), double.CreateChecked(result.Span[(2 * place) + 1]))
                    : double.CreateChecked(result.Span[place]);
                Assert.True((actual - expected[k]).Magnitude <= tolerance * scale,
                    $"{@case} [{string.Join(", ", @case.Sizes)}] → [{string.Join(", ", @case.Points)}], row {i}, {k}: "
                    + $"{actual}, not {expected[k]}");
            }
        }
    }

    private static (nint[] Strides, int Count) Strides(int[] sizes, int innermost)
    {
        var strides = new nint[sizes.Length];
        var count = innermost;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = count;
            count *= sizes[d];
        }
        return (strides, count);
    }

    // Dim by dim, sums as they are written down.
    private static Complex[] Expected(Case @case, Func<int[], Complex> x, int[] results)
    {
        var (kind, points, last) = (@case.Kind, @case.Points, @case.Points.Length - 1);
        var total = points.Aggregate(1, (a, b) => a * b);
        var data = new Complex[total];
        for (var i = 0; i < total; i++)
        {
            var at = Indices(i, points);
            if (kind == Kind.ToReal && at[last] > points[last] / 2)
            {
                continue;
            }
            data[i] = at.Zip(@case.Sizes).All(p => p.First < p.Second) ? x(at) : 0;
        }
        for (var d = 0; d <= last; d++)
        {
            var isReal = kind == Kind.ToReal && d == last;
            data = Along(data, points, d, row => isReal ? ToReal(row, @case.Forward) : Sums(row, @case.Forward));
        }
        var divisor = @case.Normalization switch { 0 => 1, 1 => Math.Sqrt(total), _ => total };
        return [.. Enumerable.Range(0, results.Aggregate(1, (a, b) => a * b)).Select(i => Indices(i, results))
            .Select(at => data[at.Select((k, d) => k * points[(d + 1)..].Aggregate(1, (a, b) => a * b)).Sum()] / divisor)];
    }

    private static Complex[] Along(Complex[] data, int[] shape, int dim, Func<Complex[], Complex[]> transform)
    {
        var result = new Complex[data.Length];
        var inner = shape[(dim + 1)..].Aggregate(1, (a, b) => a * b);
        for (var i = 0; i < data.Length; i++)
        {
            if (i / inner % shape[dim] == 0)
            {
                var row = transform([.. Enumerable.Range(0, shape[dim]).Select(k => data[i + (k * inner)])]);
                for (var k = 0; k < row.Length; k++)
                {
                    result[i + (k * inner)] = row[k];
                }
            }
        }
        return result;
    }

    private static Complex[] ToReal(Complex[] row, bool forward)
    {
        var n = row.Length;
        var whole = new Complex[n];
        for (var k = 0; k <= n / 2; k++)
        {
            var value = k == 0 || 2 * k == n ? row[k].Real : row[k];
            (whole[k], whole[(n - k) % n]) = (value, Complex.Conjugate(value));
        }
        return [.. Sums(whole, forward).Select(v => (Complex)v.Real)];
    }

    private static Complex[] Sums(Complex[] row, bool forward)
    {
        var n = row.Length;
        Complex[] roots = [.. Enumerable.Range(0, n).Select(k => Complex.FromPolarCoordinates(1, (forward ? -2 : 2) * Math.PI * k / n))];
        return [.. Enumerable.Range(0, n).Select(k =>
            Enumerable.Range(0, n).Aggregate(Complex.Zero, (sum, j) => sum + (row[j] * roots[(int)((long)j * k % n)])))];
    }

    private static int[] Indices(int at, int[] shape)
    {
        var result = new int[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            (at, result[d]) = Math.DivRem(at, shape[d]);
        }
        return result;
    }
}
