using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Tests;

public sealed class FloatProductTests
{
    public static TheoryData<int, int, int> Sizes() => new()
    {
        { 1, 1, 1 }, { 1, 17, 5 }, { 3, 8, 4 }, { 4, 16, 2 }, { 5, 300, 37 }, { 8, 33, 9 }, { 13, 64, 64 }, { 2, 0, 3 }, { 0, 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_against_rows_is_the_plain_sum(int m, int k, int n)
    {
        var (a, b) = (Numbers(m * k, 1), Numbers(n * k, 2));
        var c = new float[m * n];

        FloatProducts.RowsByRows(a, k, b, k, c, n, m, k, n);

        Compare(c, m, k, n, (i, p) => a[(i * k) + p], (p, j) => b[(j * k) + p]);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_against_columns_is_the_plain_sum(int m, int k, int n)
    {
        var (a, b) = (Numbers(m * k, 1), Numbers(n * k, 2));
        var c = new float[m * n];

        FloatProducts.RowsByColumns(a, k, b, n, c, n, m, k, n);

        Compare(c, m, k, n, (i, p) => a[(i * k) + p], (p, j) => b[(p * n) + j]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_has_the_same_bits_in_any_company(bool columns)
    {
        const int M = 11, K = 301, N = 23;
        var (a, b) = (Numbers(M * K, 1), Numbers(N * K, 2));
        var together = new float[M * N];
        var alone = new float[N];
        Product(a, together, M);
        for (var i = 0; i < M; i++)
        {
            Product(a.AsSpan(i * K), alone, 1);
            Assert.Equal(alone, together.AsSpan(i * N, N).ToArray());
        }

        void Product(ReadOnlySpan<float> rows, Span<float> to, int m)
        {
            if (columns)
            {
                FloatProducts.RowsByColumns(rows, K, b, N, to, N, m, K, N);
            }
            else
            {
                FloatProducts.RowsByRows(rows, K, b, K, to, N, m, K, N);
            }
        }
    }

    [Fact]
    public void Rows_may_lie_apart()
    {
        float[] a = [1, 2, 99, 3, 4];
        float[] b = [5, 6, 99, 99, 7, 8];
        var c = new float[5];

        FloatProducts.RowsByRows(a, 3, b, 4, c, 3, 2, 2, 2);

        Assert.Equal([17, 23, 0, 39, 53], c);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused() =>
        Assert.Throws<ArgumentException>(() => FloatProducts.RowsByRows(new float[3], 2, new float[4], 2, new float[4], 2, 2, 2, 2));

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    private static void Compare(float[] c, int m, int k, int n, Func<int, int, float> a, Func<int, int, float> b)
    {
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var expected = Enumerable.Range(0, k).Sum(p => (double)a(i, p) * b(p, j));
                Assert.Equal(expected, c[(i * n) + j], 1e-5);
            }
        }
    }
}
