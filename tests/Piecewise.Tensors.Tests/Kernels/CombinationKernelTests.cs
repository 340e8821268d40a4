using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

/// <summary>Kernels that write where indices say, search, and solve: by plain loops, and whatever the number of threads.</summary>
public sealed unsafe class CombinationKernelTests
{
    public static TheoryData<int, CombinationKind, bool> Combinations()
    {
        var data = new TheoryData<int, CombinationKind, bool>();
        foreach (var threads in new[] { 1, 3 })
        {
            foreach (var kind in Enum.GetValues<CombinationKind>())
            {
                data.Add(threads, kind, true);
                data.Add(threads, kind, false);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Elements_are_combined_in_order_whatever_lies_how(int threads, CombinationKind kind, bool includesSelf)
    {
        var random = new Random(4);
        // Rows are columns in memory, or lie as they are; all have the same indices, or each its own.
        foreach (var (rows, size, count, isAcross, isShared) in new[]
        {
            (150, 7, 20, true, true), (150, 7, 20, true, false), (5, 9, 30, false, false), (5, 9, 30, false, true), (3, 4, 0, true, false),
        })
        {
            using var x = Memory<float>.Random(random, rows * size);
            using var source = Memory<float>.Random(random, Math.Max(rows * count, 1));
            using var indices = new Memory<int>(Math.Max(rows * count, 1));
            for (var i = 0; i < rows * count; i++)
            {
                indices.Span[i] = random.Next(size);
            }
            nint outer = rows, indexOuter = isShared ? 0 : count, sourceOuter = count;
            var perRow = isShared ? 0 : count;
            var (xOuter, xStride) = isAcross ? ((nint)1, (nint)rows) : (size, 1);
            var expected = x.Span.ToArray();
            for (var row = 0; row < rows; row++)
            {
                var groups = Enumerable.Range(0, count).GroupBy(
                    i => indices.Span[(row * perRow) + i], i => source.Span[(row * count) + i]);
                foreach (var group in groups)
                {
                    ref var to = ref expected[(int)((row * xOuter) + (group.Key * xStride))];
                    float[] all = includesSelf ? [to, .. group] : [.. group];
                    to = kind switch
                    {
                        CombinationKind.Product => all.Aggregate(1f, (a, b) => a * b),
                        CombinationKind.Smallest => all.Min(),
                        CombinationKind.Largest => all.Max(),
                        CombinationKind.Mean => all.Aggregate(0f, (a, b) => a + b) / all.Length,
                        _ => all.Aggregate(0f, (a, b) => a + b),
                    };
                }
            }
            new CombineElementsCall<float, int>
            {
                Original = null,
                Elements = 0,
                X = x.Pointer,
                XOuter = &xOuter,
                XStride = xStride,
                Size = size,
                Indices = indices.Pointer,
                IndexOuter = &indexOuter,
                IndexStride = 1,
                Source = source.Pointer,
                SourceOuter = &sourceOuter,
                SourceStride = 1,
                Kind = kind,
                IncludesSelf = includesSelf,
                Outer = &outer,
                OuterRank = 1,
                Count = count,
            }.Run(TestWorkers.Of(InstructionTier.Best.ToString(), threads));
            Assert.Equal(expected, x.Span.ToArray());
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Jointly_named_elements_are_written_in_order(int threads, bool adds)
    {
        var random = new Random(5);
        const int Count = 12, Columns = 70;
        foreach (var hasColumns in new[] { true, false })
        {
            using var x = Memory<float>.Random(random, 3 * 4 * Columns);
            using var values = Memory<float>.Random(random, Count * Columns);
            using var first = new Memory<long>(Count * Columns);
            using var second = new Memory<long>(Count * Columns);
            for (var i = 0; i < Count * Columns; i++)
            {
                (first.Span[i], second.Span[i]) = (random.Next(-3, 3), random.Next(-4, 4));
            }
            // With columns that no index names, or with an index for each value.
            long*[] pointers = [first.Pointer, second.Pointer];
            nint[] sizes = [Count, Columns], xStrides = [0, hasColumns ? 1 : 0], valueStrides = [Columns, 1];
            nint[] indexStrides = hasColumns ? [1, 0, 1, 0] : [Columns, 1, Columns, 1];
            nint[] indexSizes = [3, 4], steps = [4 * Columns, Columns];
            var expected = x.Span.ToArray();
            for (var i = 0; i < Count * Columns; i++)
            {
                var at = hasColumns ? i / Columns : i;
                var place = ((int)((first.Span[at] + 3) % 3) * 4 * Columns) + ((int)((second.Span[at] + 4) % 4) * Columns)
                    + (hasColumns ? i % Columns : 0);
                expected[place] = adds ? expected[place] + values.Span[i] : values.Span[i];
            }
            fixed (long** indices = pointers)
            fixed (nint* s = sizes, xs = xStrides, vs = valueStrides, ins = indexStrides, iz = indexSizes, st = steps)
            {
                var call = new PutJointlyCall<float, long>
                {
                    Original = null,
                    Elements = 0,
                    X = x.Pointer,
                    XStrides = xs,
                    Indices = indices,
                    IndexStrides = ins,
                    IndexSizes = iz,
                    Steps = st,
                    IndexCount = 2,
                    Values = values.Pointer,
                    ValueStrides = vs,
                    Adds = adds,
                    Sizes = s,
                    Rank = 2,
                };
                call.Run(TestWorkers.Of(InstructionTier.Best.ToString(), threads));
                Assert.Equal(expected, x.Span.ToArray());
                second.Span[hasColumns ? Count - 1 : (Count * Columns) - 1] = 4;
                Assert.Throws<KernelException>(() => call.Run(Workers.Alone));
                Assert.Equal(expected, x.Span.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Searches_find_how_many_elements_come_before(int threads)
    {
        var random = new Random(6);
        const int Rows = 3, Count = 17;
        foreach (var (length, isRight) in new[] { (0, false), (1, true), (100, false), (100, true), (8, false) })
        {
            using var sequences = new Memory<double>(Math.Max(Rows * length, 1));
            using var sorter = new Memory<long>(Math.Max(Rows * length, 1));
            using var values = new Memory<double>(Rows * Count);
            using var result = new Memory<int>(Rows * Count);
            for (var row = 0; row < Rows; row++)
            {
                for (var i = 0; i < length; i++)
                {
                    (sequences.Span[(row * length) + i], sorter.Span[(row * length) + i]) = (random.Next(20), i);
                }
                sorter.Span.Slice(row * length, length).Sort(
                    (a, b) => sequences.Span[(row * length) + (int)a].CompareTo(sequences.Span[(row * length) + (int)b]));
            }
            for (var i = 0; i < Rows * Count; i++)
            {
                values.Span[i] = random.Next(-1, 21);
            }
            nint outer = Rows, sequenceOuter = length, valueOuter = 1;
            new SearchSortedCall<double, int>
            {
                Sequences = sequences.Pointer,
                SequenceOuter = &sequenceOuter,
                SequenceStride = 1,
                Length = length,
                Sorter = sorter.Pointer,
                SorterOuter = &sequenceOuter,
                SorterStride = 1,
                Values = values.Pointer,
                ValueOuter = &valueOuter,
                ValueStride = Rows,
                Count = Count,
                IsRight = isRight,
                Result = result.Pointer,
                Outer = &outer,
                OuterRank = 1,
            }.Run(TestWorkers.Of(InstructionTier.Best.ToString(), threads));
            for (var i = 0; i < Rows * Count; i++)
            {
                var (row, value) = (i / Count, values.Span[i / Count + (i % Count * Rows)]);
                var expected = sequences.Span.Slice(row * length, length).ToArray().Count(e => isRight ? e <= value : e < value);
                Assert.Equal(expected, result.Span[i]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Systems_of_several_right_sides_per_matrix_are_solved(int threads)
    {
        var random = new Random(7);
        const int Matrices = 4, N = 5, Columns = 3;
        using var a = Memory<float>.Random(random, Matrices * N * N);
        using var b = Memory<float>.Random(random, 2 * Matrices * N * Columns);
        using var result = new Memory<float>(2 * Matrices * N * Columns);
        for (var i = 0; i < Matrices * N; i++)
        {
            a.Span[(i * N) + (i % N)] += 4;
        }
        nint own = Matrices, matrix = N * N, side = N * Columns;
        nint* batch = stackalloc nint[] { 2, Matrices }, sides = stackalloc nint[] { side * Matrices, side };
        nint* numbers = stackalloc nint[] { 0, 1 };
        var call = new SolveCall<float>
        {
            A = a.Pointer,
            ABatch = &matrix,
            ARow = N,
            AColumn = 1,
            Matrices = &own,
            MatrixRank = 1,
            Size = N,
            Kind = MatrixKind.Any,
            IsUpper = false,
            IsUnit = false,
            IsLeft = true,
            B = b.Pointer,
            BBatch = sides,
            BRow = Columns,
            BColumn = 1,
            BRows = N,
            BColumns = Columns,
            Result = result.Pointer,
            ResultBatch = sides,
            ResultRow = Columns,
            ResultColumn = 1,
            Infos = null,
            Checks = false,
            Batch = batch,
            Numbers = numbers,
            BatchRank = 2,
        };
        call.Run(TestWorkers.Of(InstructionTier.Best.ToString(), threads));
        for (var i = 0; i < 2 * Matrices; i++)
        {
            for (var (row, column) = (0, 0); row < N; (row, column) = column == Columns - 1 ? (row + 1, 0) : (row, column + 1))
            {
                var product = 0.0;
                for (var k = 0; k < N; k++)
                {
                    product += a.Span[(i % Matrices * N * N) + (row * N) + k] * result.Span[(i * N * Columns) + (k * Columns) + column];
                }
                Assert.Equal(b.Span[(i * N * Columns) + (row * Columns) + column], product, 1e-5);
            }
        }
        // A matrix of zeros, which no right side may hide.
        a.Span.Slice(2 * N * N, N * N).Clear();
        batch[0] = 0;
        var error = Assert.Throws<KernelException>(() => call.Run(Workers.Alone));
        Assert.Equal("torch.linalg.solve: (Batch element 2): The solver failed because the input matrix is singular.", error.Message);
    }
}
