using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

/// <summary>
/// Random environments with small bounds and random facts. Whatever the environment answers is checked on every
/// assignment that lies in the bounds and meets the facts; expected values come from functions that know no normal form.
/// </summary>
public sealed class ShapeEnvironmentProperties
{
    private const int Environments = 800;
    private const int QuestionsEach = 12;

    [Fact]
    public void R4_EveryAnswer_HoldsForEveryAssignment()
    {
        var decided = 0;
        ForEachEnvironment((environment, source, assignments) =>
        {
            for (var i = 0; i < QuestionsEach; i++)
            {
                var condition = source.Bool(1, 2);
                if (environment.Decide(condition.Value) is not { } answer)
                {
                    continue;
                }

                decided++;
                foreach (var values in assignments)
                {
                    if (condition.At(values) is { } truth)
                    {
                        Assert.True(truth == answer, $"'{condition.Value}' is said to be {answer}; {Text(values, environment)}");
                    }
                }
            }
        });

        // A reasoner that answers nothing would pass; this one answers a good share.
        Assert.True(decided > Environments * QuestionsEach / 4, $"{decided} decided");
    }

    [Fact]
    public void R4_Bounds_HoldForEveryAssignment() => ForEachEnvironment((environment, source, assignments) =>
    {
        for (var i = 0; i < QuestionsEach; i++)
        {
            var expression = source.Int(3);
            var bounds = environment.BoundsOf(expression.Value);
            foreach (var values in assignments)
            {
                if (expression.At(values) is { } value)
                {
                    Assert.True(bounds.Contains(value), $"'{expression.Value}' in {bounds} is {value}; {Text(values, environment)}");
                }
            }
        }

        foreach (var values in assignments)
        {
            Assert.All(environment.Symbols, s => Assert.True(s.Value.Contains(values[s.Key]), $"{Text(values, environment)}"));
        }
    });

    [Fact]
    public void R4_Simplify_KeepsTheValueForEveryAssignment() => ForEachEnvironment((environment, source, assignments) =>
    {
        for (var i = 0; i < QuestionsEach; i++)
        {
            var expression = source.Int(3);
            var simple = environment.Simplify(expression.Value);
            Assert.Equal(simple, SymInt.Parse(simple.ToString()));
            foreach (var values in assignments)
            {
                if (expression.At(values) is { } value)
                {
                    Assert.True(value == simple.Evaluate(values), $"'{expression.Value}' became '{simple}'; {Text(values, environment)}");
                }
            }
        }
    });

    private static void ForEachEnvironment(
        Action<ShapeEnvironment, RandomExpressions, List<Dictionary<string, long>>> check)
    {
        for (var seed = 0; seed < Environments; seed++)
        {
            var source = new RandomExpressions(seed, "a", "b", "c");
            var environment = new ShapeEnvironment();
            var box = new List<(string, Interval)>();
            foreach (var name in new[] { "a", "b", "c" })
            {
                var min = source.Random.Next(-4, 5);
                var interval = new Interval(min, min + source.Random.Next(0, 9));
                environment.Define(name, interval);
                box.Add((name, interval));
            }

            var assignments = RandomExpressions.Assignments(box).Select(v => new Dictionary<string, long>(v)).ToList();
            for (var facts = source.Random.Next(0, 4); facts > 0; facts--)
            {
                var fact = Fact(source);
                var kept = assignments.FindAll(v => fact.At(v) == true);
                try
                {
                    environment.AddFact(fact.Value);
                }
                catch (ShapeConflictException error)
                {
                    Assert.True(kept.Count == 0, $"Seed {seed}: a fact that can hold is refused: {error.Message}");
                    break;
                }

                assignments = kept;
            }

            try
            {
                check(environment, source, assignments);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    private static RandomExpressions.Condition Fact(RandomExpressions source)
    {
        var x = source.Leaf();
        long modulus = source.Random.Next(2, 7);
        long residue = source.Random.Next(0, (int)modulus);
        return source.Random.Next(4) switch
        {
            0 => new(
                SymBool.Eq(SymInt.Mod(x.Value, modulus), residue),
                v => ((x.At(v)!.Value % modulus) + modulus) % modulus == residue),
            1 => source.Comparison(source.Leaf(), source.Int(1)),
            2 => source.Comparison(source.Int(2), source.Int(1)),
            _ => source.Bool(1, 1),
        };
    }

    private static string Text(Dictionary<string, long> values, ShapeEnvironment environment) =>
        $"at {string.Join(", ", values.Select(v => $"{v.Key}={v.Value}"))}; "
        + $"bounds {string.Join(", ", environment.Symbols.Select(s => $"{s.Key} in {s.Value}"))}; "
        + $"facts {string.Join("; ", environment.Facts)}";
}
