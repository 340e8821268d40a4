using System.Numerics;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;
using Piecewise.Testing;

namespace Piecewise.Operators.Tests.Collectives;

/// <summary>Kernels of collectives on simulated ranks, with messages that are cut and ones that are not (D2, D3).</summary>
public sealed unsafe class CollectiveKernelTests
{
    public static TheoryData<int, string, int> Sums()
    {
        var data = new TheoryData<int, string, int>();
        foreach (var world in new[] { 1, 2, 3, 4 })
        {
            foreach (var dtype in new[] { "f32", "bf16", "f16", "f64", "i64", "i32", "u8" })
            {
                foreach (var count in new[] { 0, 1, 33, 5000, 80_001 })
                {
                    data.Add(world, dtype, count);
                }
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Sums))]
    public void Every_rank_gets_the_sum_in_rank_order(int world, string dtypeName, int count)
    {
        var dtype = Enum.GetValues<DType>().Single(d => d.TextName() == dtypeName);
        var expected = Sum([.. Enumerable.Range(0, world).Select(r => Values(dtype, r, count))]);
        foreach (var limit in new long?[] { null, 1 << 20 })
        {
            var results = new SimulatedRanks(world, limit: limit).Run((rank, interpreter, x) =>
            {
                new AllReduceCall
                {
                    X = x.Pointer,
                    Result = x.Pointer,
                    Count = count,
                    DType = (nint)dtype,
                    World = world,
                }.Run(Workers.Alone with { Ranks = interpreter.Service<ICollectiveHost>() });
                return x;
            }, r => Values(dtype, r, count));
            Assert.All(results, r => Assert.Equal(expected.ToBytes(), r.ToBytes()));
        }
    }

    [Theory]
    [InlineData(2, 1, 8)]
    [InlineData(2, 3, 1000)]
    [InlineData(3, 7, 999)]
    [InlineData(4, 1, 40_000)]
    public void Scattered_parts_of_a_sum_are_gathered_to_the_sum(int world, int rows, int width)
    {
        var part = (width + world - 1) / world;
        var count = rows * world * part;
        var expected = Sum([.. Enumerable.Range(0, world).Select(r => Values(DType.F32, r, count))]);
        foreach (var limit in new long?[] { null, 4 << 20 })
        {
            var results = new SimulatedRanks(world, limit: limit).Run((rank, interpreter, x) =>
            {
                var workers = Workers.Alone with { Ranks = interpreter.Service<ICollectiveHost>() };
                var (own, all) = (Tensor.Zeros(DType.F32, rows, part), Tensor.Zeros(DType.F32, count));
                new ReduceScatterCall
                {
                    X = x.Pointer,
                    Result = own.Pointer,
                    Rows = rows,
                    Part = part,
                    DType = (nint)DType.F32,
                    World = world,
                }.Run(workers);
                new AllGatherCall
                {
                    X = own.Pointer,
                    Result = all.Pointer,
                    Rows = rows,
                    Row = part,
                    DType = (nint)DType.F32,
                    World = world,
                }.Run(workers);
                return all;
            }, r => Values(DType.F32, r, count));
            Assert.All(results, r => Assert.Equal(expected.ToBytes(), r.ToBytes()));
        }
    }

    [Theory]
    [InlineData(1, 3, 64, true)]
    [InlineData(2, 1, 64, true)]
    [InlineData(2, 9, 100, false)]
    [InlineData(3, 5, 1024, true)]
    [InlineData(4, 2, 5000, true)]
    public void A_normalized_sum_is_the_sum_normalized(int world, int rows, int width, bool hasResidual)
    {
        foreach (var dtype in new[] { DType.F32, DType.BF16 })
        {
            Normalized(world, rows, width, hasResidual, dtype, new RmsNormRule(1e-5, 0, true));
            Normalized(world, rows, width, hasResidual, dtype, new RmsNormRule(1e-6, 1, false));
            Normalized(world, rows, width, hasResidual, dtype, new RmsNormRule(1e-6, 0.5, true));
        }
    }

    private static void Normalized(int world, int rows, int width, bool hasResidual, DType dtype, RmsNormRule rule)
    {
        var count = rows * width;
        var residual = hasResidual ? Values(dtype, 100, count).View(rows, width) : null;
        var weight = Values(dtype, 101, width);
        var expectedSum = Sum([.. Enumerable.Range(0, world).Select(r => Values(dtype, r, count))]).View(rows, width);
        var expected = Tensor.Zeros(dtype, rows, width);
        FusedNormalization.ByRootMeanSquare(expectedSum, residual, residual is null ? null : expectedSum, weight, rule, expected);
        var results = new SimulatedRanks(world).Run((rank, interpreter, x) =>
        {
            var (sum, normalized) = (Tensor.Zeros(dtype, rows, width), Tensor.Zeros(dtype, rows, width));
            var workers = Workers.Alone with { Ranks = interpreter.Service<ICollectiveHost>() };
            if (dtype == DType.F32)
            {
                Run<float>(x, residual, weight, sum, normalized, rule, world, workers);
            }
            else
            {
                Run<BFloat16>(x, residual, weight, sum, normalized, rule, world, workers);
            }
            return (sum, normalized);
        }, r => Values(dtype, r, count).View(rows, width));
        Assert.All(results, r => Assert.Equal(expectedSum.ToBytes(), r.sum.ToBytes()));
        Assert.All(results, r => Assert.Equal(results[0].normalized.ToBytes(), r.normalized.ToBytes()));
        var (wanted, actual) = (Cast.To(expected, DType.F32).ToArray<float>(), Cast.To(results[0].normalized, DType.F32).ToArray<float>());
        Assert.All(wanted.Zip(actual), p => Assert.InRange(p.Second - p.First, -Step(p.First, dtype), Step(p.First, dtype)));
    }

    // One rounding apart.
    private static float Step(float value, DType dtype) => (Math.Abs(value) * (dtype == DType.BF16 ? 1 / 64f : 1e-5f)) + 1e-6f;

    private static void Run<T>(
        Tensor x, Tensor? residual, Tensor weight, Tensor sum, Tensor normalized, RmsNormRule rule, int world, Workers workers)
        where T : unmanaged => new AllReduceNormCall<T>
        {
            X = (T*)x.Pointer,
            Residual = residual is null ? null : (T*)residual.Pointer,
            Weight = (T*)weight.Pointer,
            Sum = (T*)sum.Pointer,
            Normalized = (T*)normalized.Pointer,
            Rows = (nint)x.Shape[0],
            Width = (nint)x.Shape[1],
            World = world,
            Epsilon = rule.Epsilon,
            WeightOffset = rule.WeightOffset,
            RoundBeforeWeight = rule.RoundBeforeWeight,
        }.Run(workers);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_table_in_parts_gives_the_rows_of_the_table(int world)
    {
        var (rows, width) = (16, 5);
        var table = Values(DType.F32, 7, rows * world * width).View(rows * world, width);
        long[] wanted = [0, 3, (rows * world) - 1, 3, rows % (rows * world)];
        var indices = Tensor.From(wanted, wanted.Length);
        var results = new SimulatedRanks(world).Run((rank, interpreter, _) =>
        {
            var result = Tensor.Zeros(DType.F32, wanted.Length, width);
            var workers = Workers.Alone with { Ranks = interpreter.Service<ICollectiveHost>() };
            new TakeOwnRowsCall
            {
                X = table.Pointer + (rank * rows * width * sizeof(float)),
                Rows = rows,
                RowBytes = width * sizeof(float),
                Indices = indices.Pointer,
                HasShortIndices = false,
                Count = wanted.Length,
                Result = result.Pointer,
                World = world,
            }.Run(workers);
            return result;
        }, r => r);
        var expected = Sum([.. results]).ToArray<float>();
        Assert.Equal(wanted.SelectMany(w => table.ToArray<float>().Skip((int)w * width).Take(width)), expected);
        foreach (var outside in new[] { -1L, rows * world })
        {
            var one = Tensor.From([outside], 1);
            var row = Tensor.Zeros(DType.F32, 1, width);
            var call = new TakeOwnRowsCall
            {
                X = table.Pointer,
                Rows = rows * world,
                RowBytes = width * sizeof(float),
                Indices = one.Pointer,
                HasShortIndices = false,
                Count = 1,
                Result = row.Pointer,
                World = 1,
            };
            var e = Assert.Throws<KernelException>(() => call.Run(Workers.Alone));
            Assert.Contains("out of range", e.Message, StringComparison.Ordinal);
        }
    }

    private static Tensor Values(DType dtype, int seed, int count)
    {
        var random = new Random(seed);
        var least = dtype == DType.U8 ? 0 : 20;
        return Cast.To(Tensor.From([.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 40) - least)], count), dtype);
    }

    // Element by element in rank order, in f32 for the small floats, rounded once.
    private static Tensor Sum(Tensor[] ranks)
    {
        var dtype = ranks[0].DType;
        return dtype.Category() == DTypeCategory.Integer ? Sum<long>(ranks, DType.I64)
            : dtype == DType.F64 ? Sum<double>(ranks, DType.F64)
            : Sum<float>(ranks, DType.F32);
    }

    private static Tensor Sum<T>(Tensor[] ranks, DType wide) where T : unmanaged, INumber<T>
    {
        var total = Cast.To(ranks[0], wide).ToArray<T>();
        foreach (var rank in ranks[1..])
        {
            var values = Cast.To(rank, wide).ToArray<T>();
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += values[i];
            }
        }
        return Cast.To(Tensor.From(total, total.Length), ranks[0].DType);
    }
}
