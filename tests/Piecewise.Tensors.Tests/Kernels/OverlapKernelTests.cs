using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class OverlapKernelTests
{
    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Parts_are_added_up_in_their_order(string tier, int threads)
    {
        var random = new Random(7);
        foreach (var (rows, length, size, step) in new[]
        {
            (1, 1, 1, 1), (3, 20, 5, 2), (2, 17, 4, 4), (2, 23, 2, 5), (1, 9, 9, 3), (2, 4, 0, 1), (0, 8, 4, 2),
        })
        {
            var parts = ((length - size) / step) + 1;
            using var x = Memory<float>.Random(random, rows * parts * size, misalignment: 1);
            using var result = new Memory<float>(rows * length, misalignment: 1);
            Call(x.Pointer, result.Pointer, rows, length, size, step, parts).Run(TestWorkers.Of(tier, threads));
            var expected = new float[rows * length];
            for (var row = 0; row < rows; row++)
            {
                for (var part = 0; part < parts; part++)
                {
                    for (var i = 0; i < size; i++)
                    {
                        expected[(row * length) + (part * step) + i] += x.Read((((row * parts) + part) * size) + i);
                    }
                }
            }
            Assert.Equal(expected, result.Span.ToArray());
        }
    }

    [Fact]
    public void Parts_that_do_not_lie_in_the_row_are_refused()
    {
        foreach (var (length, size, step, parts) in new (nint, nint, nint, nint)[]
        {
            (8, 4, 2, 4), (8, 9, 1, 1), (8, 4, 0, 1), (8, -1, 1, 1), (8, 1, nint.MaxValue, 2),
        })
        {
            Assert.Throws<KernelException>(() => Call(null, null, 1, length, size, step, parts).Run(Workers.Alone));
        }
    }

    [Theory]
    [InlineData("a message")]
    [InlineData("")]
    [InlineData("ärgerlich — 間違い 🙂")]
    public void A_truth_that_does_not_hold_is_refused_with_its_message(string message)
    {
        nint[] characters = [.. message.Select(c => (nint)c)];
        var (holds, fails) = (true, false);
        fixed (nint* text = characters)
        {
            var call = new AssertCall { X = &holds, Count = 1, Message = text, Length = characters.Length };
            call.Run(Workers.Alone);
            Assert.Equal(message, Message(call with { X = &fails }));
            Assert.Equal("only a tensor of one element is true or false", Message(call with { X = null, Count = 0 }));
            Assert.Equal("only a tensor of one element is true or false", Message(call with { Count = 2 }));
        }
    }

    private static string Message(AssertCall call) => Assert.Throws<KernelException>(() => call.Run(Workers.Alone)).Message;

    private static OverlapCall<float> Call(float* x, float* result, nint rows, nint length, nint size, nint step, nint parts)
    {
        var memory = (nint*)System.Runtime.InteropServices.NativeMemory.Alloc(3, (nuint)sizeof(nint));
        (memory[0], memory[1], memory[2]) = (rows, parts * size, length);
        return new OverlapCall<float>
        {
            X = x,
            XOuter = memory + 1,
            XPart = size,
            XStride = 1,
            Parts = parts,
            Size = size,
            Step = step,
            Result = result,
            ResultOuter = memory + 2,
            ResultStride = 1,
            Length = length,
            Outer = memory,
            OuterRank = 1,
        };
    }
}
