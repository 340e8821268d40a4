using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests.Kernels;

/// <summary>
/// Random calls, with rules in all combinations, of random shapes, dtypes, layouts and sequences, on random instructions and threads.
/// </summary>
public sealed class AttentionProperties
{
    private const int Cases = 150;

    [Fact]
    public void A_call_is_the_definition()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var call = new AttentionCase(seed);
            var (result, logSums) = call.Run(Some(seed));
            var (numbers, logs) = (Cast.To(result, DType.F64), Cast.To(logSums, DType.F64));
            foreach (var (batch, sequence) in call.Parts())
            {
                var (queries, keys) = ((int)sequence.Queries, (int)sequence.Keys);
                var mask = call.Mask is null ? null : Of(AttentionCase.Tokens(call.Mask, batch, (int)sequence.FirstQuery, queries), keys);
                var (expected, expectedLogs) = AttentionOracle.Attend(
                    Of(AttentionCase.Tokens(call.Query, batch, (int)sequence.FirstQuery, queries), call.Size),
                    Of(AttentionCase.Tokens(call.Key, batch, (int)sequence.FirstKey, keys), call.Size),
                    Of(AttentionCase.Tokens(call.Value, batch, (int)sequence.FirstKey, keys), call.ValueSize), call.Rules, sequence.Start,
                    mask, call.Sinks);
                for (var head = 0; head < call.Heads; head++)
                {
                    for (var i = 0; i < queries; i++)
                    {
                        var token = (int)sequence.FirstQuery + i;
                        for (var d = 0; d < call.ValueSize; d++)
                        {
                            var (wanted, found) = (expected[head, i, d], At(numbers, batch, head, token, d));
                            Assert.True(
                                Math.Abs(wanted - found) <= call.Error(wanted),
                                $"{seed}: {call}: {found} for {wanted} at {batch}, {head}, {token}, {d}");
                        }
                        Assert.Equal(expectedLogs[head, i], At(logs, batch, head, token, 0), 1e-4);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_row_has_the_same_bits_whatever_else_is_in_the_call()
    {
        for (var seed = 1000; seed < 1000 + Cases; seed++)
        {
            var (call, random) = (new AttentionCase(seed), new Random(seed));
            var result = call.Run(Some(seed)).Result;
            foreach (var (batch, sequence) in call.Parts())
            {
                var first = random.Next((int)sequence.Queries);
                var count = random.Next(2) == 0 ? 1 : random.Next(1, (int)sequence.Queries - first + 1);
                // The same instructions, other threads.
                var alone = call.RunAlone(Some(seed) with { Team = new TestTeam(2) }, batch, sequence, first, count);
                var together = AttentionCase.Tokens(result, batch, (int)sequence.FirstQuery + first, count);
                for (var token = 0; token < count; token++)
                {
                    for (var head = 0; head < call.Heads; head++)
                    {
                        Assert.True(Bits(alone, token, head, call).SequenceEqual(Bits(together, head, token, call)),
                            $"{seed}: {call}: {head}, {first + token}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Nothing_that_a_row_does_not_see_reaches_it()
    {
        for (var seed = 2000; seed < 2000 + Cases; seed++)
        {
            var call = new AttentionCase(seed);
            if (!call.Rules.IsCausal || call.Rules.CountsHiddenValues || call.Sequences.Length == 0)
            {
                continue;
            }
            var before = Cast.To(call.Run(Some(seed)).Result, DType.F64);
            // The last token of a sequence: no other sequence sees it, nor does a query before it.
            var broken = call.Sequences[seed % call.Sequences.Length];
            var last = (int)broken.Keys - 1;
            Tensor[] hidden = [AttentionCase.Tokens(call.Key, 0, (int)broken.FirstKey + last, 1),
                AttentionCase.Tokens(call.Value, 0, (int)broken.FirstKey + last, 1)];
            foreach (var part in hidden)
            {
                part.CopyFrom(Cast.To(Tensor.Scalar(float.NaN), call.DType).Broadcast(part.Shape));
            }
            var after = Cast.To(call.Run(Some(seed)).Result, DType.F64);
            foreach (var sequence in call.Sequences)
            {
                for (var i = 0; i < sequence.Queries; i++)
                {
                    if (sequence == broken && sequence.Start + i >= last)
                    {
                        continue;
                    }
                    for (var head = 0; head < call.Heads; head++)
                    {
                        for (var d = 0; d < call.ValueSize; d++)
                        {
                            var token = (int)sequence.FirstQuery + i;
                            Assert.True(At(before, 0, head, token, d) == At(after, 0, head, token, d),
                                $"{seed}: {call}: {head}, {token}, {d}");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_rule_is_written_and_read()
    {
        object rules = new AttentionRules(0.25);
        foreach (var (property, number) in typeof(AttentionRules).GetProperties().Select((p, i) => (p, i)))
        {
            property.SetValue(rules, property.PropertyType == typeof(bool) ? true : property.PropertyType == typeof(double) ? number + 0.5
                : (object)(nint)(number + 1));
        }
        using var memory = new MemoryStream();
        ((AttentionRules)rules).Write(new BinaryWriter(memory));
        memory.Position = 0;
        Assert.Equal((AttentionRules)rules, AttentionRules.Read(new BinaryReader(memory)));
        Assert.Equal(memory.Length, memory.Position);
    }

    private static Workers Some(int seed)
    {
        InstructionTier[] tiers = [.. InstructionTier.Supported];
        return new Workers(tiers[seed % tiers.Length], seed % 4 == 0 ? SingleThread.Team : new TestTeam((seed % 4) + 1), 1);
    }

    // [1, heads, tokens, elements or more] as [heads, tokens, elements].
    private static Tensor Of(Tensor x, int elements) => x.AsStrided([x.Shape[1], x.Shape[2], elements], x.Strides[1..], x.Offset);

    private static double At(Tensor x, int batch, int head, int token, int d) =>
        x.AsStrided([], [], x.Offset + (batch * x.Strides[0]) + (head * x.Strides[1]) + (token * x.Strides[2]) + (d * x.Strides[3]))
            .Item<double>();

    private static double[] Bits(Tensor x, int first, int second, AttentionCase call)
    {
        var (a, b) = x.Rank == 3 ? (x.Strides[0], x.Strides[1]) : (x.Strides[1], x.Strides[2]);
        return Cast.To(x.AsStrided([call.ValueSize], [x.Strides[^1]], x.Offset + (first * a) + (second * b)), DType.F64).AsSpan<double>()
            .ToArray();
    }
}
