using Piecewise.Runtime;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>Several turns on a sequence equal one long prompt, however each of them ends.</summary>
public sealed class TurnTests
{
    private static readonly int[] Prompt = [3, 1, 4, 1, 5, 9, 2, 6];
    private static readonly int[] Second = [7, 7, 0];

    [Fact]
    public void A_second_turn_knows_the_last_token_of_the_first()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var first = Ids(sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 5 }));
        Assert.Equal(model.Continue(Prompt, 5), first);
        Assert.Equal(13, sequence.Length);
        var second = Ids(sequence.Generate(Second, new GenerationOptions { MaxTokens = 6 }));
        Assert.Equal(model.Continue([.. Prompt, .. first, .. Second], 6), second);
        Assert.Equal(13 + 3 + 6, sequence.Length);
    }

    [Fact]
    public void A_turn_that_ends_the_text_yields_its_last_token_and_keeps_it()
    {
        var probe = new HashModel().Continue(Prompt, 4);
        var model = new HashModel(endOfText: [probe[3], 49]);
        using var sequence = model.Start().Start();
        var tokens = sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 100 }).ToArray();
        Assert.Equal(probe, tokens.Select(t => t.Id!.Value));
        Assert.Equal("", tokens[3].Text);
        Assert.Equal(12, sequence.Length);
        var second = Ids(sequence.Generate(Second, new GenerationOptions { MaxTokens = 3 }));
        Assert.Equal(model.Continue([.. Prompt, .. probe, .. Second], 3), second);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_turn_that_is_broken_off_keeps_what_was_yielded(int taken)
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var first = new List<int>();
        foreach (var token in sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 50 }))
        {
            first.Add(token.Id!.Value);
            if (first.Count == taken)
            {
                break;
            }
        }
        Assert.Equal(Prompt.Length + taken, sequence.Length);
        AssertGoesOn(model, sequence, [.. Prompt, .. first]);
    }

    [Fact]
    public void A_turn_that_is_cancelled_keeps_what_was_yielded()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        using var stop = new CancellationTokenSource();
        var first = new List<int>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var token in sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 50 }, stop.Token))
            {
                first.Add(token.Id!.Value);
                if (first.Count == 4)
                {
                    stop.Cancel();
                }
            }
        });
        Assert.Equal(4, first.Count);
        Assert.Equal(Prompt.Length + 4, sequence.Length);
        AssertGoesOn(model, sequence, [.. Prompt, .. first]);
    }

    [Fact]
    public void A_turn_that_is_cancelled_before_its_first_token_leaves_no_prompt()
    {
        var model = new HashModel(perCall: 3);
        using var sequence = model.Start().Start();
        var first = Ids(sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 2 }));
        using var stop = new CancellationTokenSource();
        var calls = model.Calls;
        // In the second of the prompt's calls.
        model.InCall = number =>
        {
            if (number == calls + 1)
            {
                stop.Cancel();
            }
        };
        int[] turn = [8, 8, 8, 8, 8, 8, 8, 8, 8];
        Assert.ThrowsAny<OperationCanceledException>(() => sequence.Generate(turn, new GenerationOptions(), stop.Token).First());
        Assert.Equal(calls + 2, model.Calls);
        Assert.Equal(Prompt.Length + 2, sequence.Length);
        Assert.Throws<OperationCanceledException>(() => sequence.Generate([8], new GenerationOptions(), stop.Token).First());
        Assert.Equal(calls + 2, model.Calls);
        AssertGoesOn(model, sequence, [.. Prompt, .. first]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_call_that_fails_changes_nothing(int failing)
    {
        var model = new HashModel(perCall: 3);
        using var sequence = model.Start().Start();
        model.InCall = number => _ = number == failing ? throw new CallFailedException("No.") : 0;
        var first = new List<int>();
        Assert.Throws<CallFailedException>(() =>
        {
            foreach (var token in sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 50 }))
            {
                first.Add(token.Id!.Value);
            }
        });
        // Calls 0 to 2 feed the prompt.
        Assert.Equal(Math.Max(0, failing - 2), first.Count);
        Assert.Equal(first.Count == 0 ? 0 : Prompt.Length + first.Count, sequence.Length);
        AssertGoesOn(model, sequence, first.Count == 0 ? [] : [.. Prompt, .. first]);
    }

    [Fact]
    public void A_prompt_that_fails_leaves_the_logits_of_what_was_before()
    {
        var model = new HashModel(perCall: 3);
        using var sequence = model.Start().Start();
        sequence.Feed(Prompt);
        var calls = model.Calls;
        model.InCall = number => _ = number == calls + 1 ? throw new CallFailedException("No.") : 0;
        Assert.Throws<CallFailedException>(() => sequence.Feed([1, 2, 3, 4, 5]));
        Assert.Equal(Prompt.Length, sequence.Length);
        Assert.Equal(model.Continue(Prompt, 3), Ids(sequence.Generate([], new GenerationOptions { MaxTokens = 3 })));
    }

    [Fact]
    public void Logits_that_are_no_numbers_end_a_turn_with_an_error_and_change_nothing()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        model.Change = (length, logits) => logits[3] = length == Prompt.Length + 2 ? float.NaN : logits[3];
        var first = new List<int>();
        var error = Assert.Throws<CallFailedException>(() =>
        {
            foreach (var token in sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 50, Temperature = 0.1 }))
            {
                first.Add(token.Id!.Value);
            }
        });
        Assert.Contains("token 3 is not a number", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, first.Count);
        Assert.Equal(Prompt.Length + 2, sequence.Length);
        model.Change = null;
        AssertGoesOn(model, sequence, [.. Prompt, .. first]);

        using var fresh = model.Start().Start();
        model.Change = (_, logits) => logits.AsSpan().Fill(float.NegativeInfinity);
        Assert.Throws<CallFailedException>(() => fresh.Generate(Prompt, new GenerationOptions()).First());
        Assert.Equal(0, fresh.Length);
    }

    [Fact]
    public void A_token_that_can_not_be_decoded_was_not_given_and_is_no_part()
    {
        var model = new HashModel { Decoder = HashModel.BlowsUp(new HashModel().Continue(Prompt, 3)[2]) };
        using var sequence = model.Start().Start();
        var first = new List<int>();
        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var token in sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 50 }))
            {
                first.Add(token.Id!.Value);
            }
        });
        Assert.Equal(2, first.Count);
        Assert.Equal(Prompt.Length + 2, sequence.Length);
        // At its first token, a turn leaves no prompt either.
        Assert.Throws<InvalidOperationException>(() => sequence.Generate([], new GenerationOptions()).First());
        Assert.Equal(Prompt.Length + 2, sequence.Length);
        Assert.Equal(model.Start().Start().Feed([.. Prompt, .. first, 5]).ToArray(), sequence.Feed([5]).ToArray());
    }

    [Fact]
    public void A_failure_of_the_caller_keeps_what_was_yielded()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var first = new List<int>();
        Assert.Throws<FormatException>(() =>
        {
            foreach (var token in sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 50 }))
            {
                first.Add(token.Id!.Value);
                _ = first.Count == 3 ? throw new FormatException() : 0;
            }
        });
        AssertGoesOn(model, sequence, [.. Prompt, .. first]);
    }

    [Fact]
    public void An_empty_prompt_goes_on()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var expected = model.Continue(Prompt, 9);
        var tokens = Ids(sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 4 }));
        tokens = [.. tokens, .. Ids(sequence.Generate([], new GenerationOptions { MaxTokens = 3 }))];
        tokens = [.. tokens, .. Ids(sequence.Generate([], new GenerationOptions { MaxTokens = 2 }))];
        Assert.Equal(expected, tokens);

        using var fed = model.Start().Start();
        fed.Feed(Prompt);
        Assert.Equal(expected, Ids(fed.Generate([], new GenerationOptions { MaxTokens = 9 })));
    }

    [Fact]
    public void Feeding_knows_the_last_token_that_was_generated()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var first = Ids(sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 4 }));
        var logits = sequence.Feed(Second).ToArray();
        Assert.Equal(model.Start().Start().Feed([.. Prompt, .. first, .. Second]).ToArray(), logits);
        Assert.Equal(Prompt.Length + 4 + 3, sequence.Length);
    }

    // Any mix of turns, each ended somehow, against the plain list of tokens.
    [Fact]
    public void Any_conversation_equals_one_long_prompt()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var model = new HashModel(vocabulary: 12, context: 400, perCall: random.Next(1, 6), endOfText: seed % 3 == 0 ? [] : [11]);
            using var sequence = model.Start().Start();
            var all = new List<int>();
            for (var turn = 0; turn < 8; turn++)
            {
                Converse(model, sequence, all, random);
                Assert.Equal(all.Count, sequence.Length);
            }
            AssertGoesOn(model, sequence, all);
        }
    }

    private static void Converse(HashModel model, Sequence sequence, List<int> all, Random random)
    {
        int[] prompt = [.. Enumerable.Range(0, random.Next(all.Count == 0 ? 1 : 0, 7)).Select(_ => random.Next(12))];
        if (prompt.Length > 0 && random.Next(5) == 0)
        {
            sequence.Feed(prompt);
            all.AddRange(prompt);
            return;
        }
        using var stop = new CancellationTokenSource();
        var (limit, breakAt) = (random.Next(1, 7), random.Next(2) == 0 ? random.Next(7) : -1);
        var cancelAt = random.Next(3) == 0 ? random.Next(7) : -1;
        var failAt = random.Next(3) == 0 ? model.Calls + random.Next(9) : -1;
        model.InCall = number => _ = number == failAt ? throw new CallFailedException("No.") : 0;
        var given = new List<int>();
        try
        {
            foreach (var token in sequence.Generate(prompt, new GenerationOptions { MaxTokens = limit }, stop.Token))
            {
                given.Add(token.Id!.Value);
                if (given.Count == cancelAt)
                {
                    stop.Cancel();
                }
                if (given.Count == breakAt)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or CallFailedException)
        {
        }
        model.InCall = null;
        if (given.Count > 0)
        {
            Assert.Equal(model.Continue([.. all, .. prompt], given.Count), given);
            all.AddRange([.. prompt, .. given]);
        }
    }

    private static void AssertGoesOn(HashModel model, Sequence sequence, IReadOnlyList<int> tokens)
    {
        model.InCall = null;
        Assert.Equal(tokens.Count, sequence.Length);
        Assert.Equal(model.Continue([.. tokens, .. Second], 5), Ids(sequence.Generate(Second, new GenerationOptions { MaxTokens = 5 })));
    }

    private static int[] Ids(IEnumerable<GeneratedToken> tokens) => [.. tokens.Where(t => t.Id is not null).Select(t => t.Id!.Value)];
}
