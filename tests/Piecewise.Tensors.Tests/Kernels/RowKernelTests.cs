using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class RowKernelTests
{
    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Rotation_is_the_reference_bit_by_bit(string tier, int threads)
    {
        foreach (var (size, rotary) in new[] { (64, 64), (10, 6), (7, 2), (40, 34), (5, 0) })
        {
            foreach (var interleaved in new[] { false, true })
            {
                Rotate<float, float>(TestWorkers.Of(tier, threads), DType.F32, DType.F32, size, rotary, interleaved);
                Rotate<BFloat16, BFloat16>(TestWorkers.Of(tier, threads), DType.BF16, DType.BF16, size, rotary, interleaved);
                Rotate<BFloat16, float>(TestWorkers.Of(tier, threads), DType.BF16, DType.F32, size, rotary, interleaved);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_choice_of_experts_is_the_reference_bit_by_bit(string tier, int threads)
    {
        foreach (var (rows, experts, k) in new[] { (1, 1, 1), (9, 40, 6), (5, 128, 128), (3, 7, 0), (0, 4, 2) })
        {
            foreach (var sigmoid in new[] { false, true })
            {
                var logits = Random(DType.BF16, rows, experts);
                var (weights, chosen) = (Tensor.Zeros(DType.F32, rows, k), Tensor.Zeros(DType.I64, rows, k));
                ExpertChoice.Run(logits, sigmoid, true, weights, chosen);
                using var actual = new Memory<float>(rows * k);
                using var places = new Memory<long>(rows * k);
                new GatingCall<BFloat16>
                {
                    Logits = (BFloat16*)logits.Pointer,
                    LogitRow = experts,
                    LogitColumn = 1,
                    Sigmoid = sigmoid,
                    Normalize = true,
                    Weights = actual.Pointer,
                    Chosen = places.Pointer,
                    Rows = rows,
                    Experts = experts,
                    K = k,
                }.Run(TestWorkers.Of(tier, threads));
                Assert.Equal(weights.AsSpan<float>().ToArray(), actual.Span.ToArray());
                Assert.Equal(chosen.AsSpan<long>().ToArray(), places.Span.ToArray());
            }
        }
        Assert.Throws<KernelException>(
            () => new GatingCall<float>
            {
                Logits = null,
                LogitRow = 4,
                LogitColumn = 1,
                Sigmoid = false,
                Normalize = false,
                Weights = null,
                Chosen = null,
                Rows =
                    2,
                Experts = 4,
                K = 5,
            }.Run(Workers.Alone));
    }

    private static void Rotate<T, TAngle>(Workers workers, DType dtype, DType angles, int size, int rotary, bool interleaved)
        where T : unmanaged where TAngle : unmanaged
    {
        const int batch = 2, heads = 3, tokens = 5;
        // Heads before tokens in the shape, after them in memory; one table for the whole batch.
        var x = Random(dtype, batch, tokens, heads, size)
            .AsStrided([batch, heads, tokens, size], [heads * tokens * size, size, heads * size, 1], 0);
        var (cos, sin) = (Random(angles, 1, 1, tokens, rotary), Random(angles, 1, 1, tokens, rotary));
        var expected = Tensor.Zeros(dtype, batch, heads, tokens, size);
        RotaryRotation.Run(x, cos, sin, interleaved, expected);
        using var result = new Memory<T>(batch * heads * tokens * size);
        var (a, b, c) = ((nint)x.Strides[0], (nint)x.Strides[1], (nint)x.Strides[2]);
        var call = new RotaryCall<T, TAngle>
        {
            X = (T*)x.Pointer,
            XOuter = a,
            XMiddle = b,
            XInner = c,
            Cos = (TAngle*)cos.Pointer,
            CosOuter = 0,
            CosMiddle = 0,
            CosInner = rotary,
            Sin = (TAngle*)sin.Pointer,
            SinOuter = 0,
            SinMiddle = 0,
            SinInner = rotary,
            Interleaved = interleaved,
            Result = result.Pointer,
            ResultOuter = heads * tokens * size,
            ResultMiddle = tokens * size,
            ResultInner = size,
            Outer = batch,
            Middle = heads,
            Inner = tokens,
            Size = size,
            Rotary = rotary,
        };
        call.Run(workers);
        Assert.Equal(expected.AsSpan<T>().ToArray(), result.Span.ToArray());
        (call with { Result = (T*)x.Pointer, ResultOuter = a, ResultMiddle = b, ResultInner = c }).Run(workers);
        Assert.Equal(expected.AsSpan<T>().ToArray(), x.Contiguous().AsSpan<T>().ToArray());
    }

    private static Tensor Random(DType dtype, params long[] shape)
    {
        var random = new Random(5);
        var result = Tensor.Zeros(DType.F32, shape);
        foreach (ref var value in result.AsSpan<float>())
        {
            value = (random.NextSingle() * 4) - 2;
        }
        return Cast.To(result, dtype);
    }
}
