using System.Diagnostics;
using Piecewise.Testing;

namespace Piecewise.Graphs.Tests;

/// <summary>Texts that were damaged at random: an equal answer or a <see cref="GraphFormatException"/>, soon (G2).</summary>
public sealed class GraphParserFuzzTests
{
    private const int Cases = 6000;

    private static readonly string[] Words =
    [
        "graph", "@", "{", "}", "%", "symbol", "fact", "in", "->", "output", "call", "at", "none", "(", ")", "[", "]", ",", ";", ":", "=",
        "\"", "//", "\\", "\n", "**", "-",
        "9999999999999999999", "-1", "0", "s0", "s0 // 0", "(s0 + s1)**50", "min(", "sym_int", "f32[", "input \"x\"", "aten.mul.Tensor(",
        "piece 0 compute", "inf", "1e400", "\ud83d", "\0",
    ];

    [Fact]
    public void G2_Damaged_texts_end_in_a_graph_or_a_format_error()
    {
        var texts = Sources().ToArray();
        var random = new Random(12);
        var clock = Stopwatch.StartNew();
        var (good, slowest) = (0, TimeSpan.Zero);
        for (var i = 0; i < Cases; i++)
        {
            var text = Damage(texts[random.Next(texts.Length)], random);
            var start = clock.Elapsed;
            try
            {
                foreach (var graph in GraphParser.ParseModule(text, TestOperators.Catalog).Graphs)
                {
                    // What still is a graph may be broken, but can be told so.
                    GraphVerifier.Verify(graph);
                    RoundTrip.Check(graph, TestOperators.Catalog);
                }
                good++;
            }
            catch (GraphFormatException e)
            {
                Assert.True(e.Line >= 1 && e.Column >= 1 && e.Expected.Length > 0, e.Message);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Case {i}: {e.Message}\n{text}", e);
            }
            slowest = clock.Elapsed - start > slowest ? clock.Elapsed - start : slowest;
        }
        Assert.InRange(good, 100, Cases - 100);
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"One text took {slowest}.");
    }

    private static IEnumerable<string> Sources()
    {
        var options = new RandomGraphOptions { Steps = 6, InPlace = true, SplittingOperators = ["silly::attention"], SizeInput = true };
        foreach (var graph in RandomGraphs.CreateMany(options, TestOperators.Catalog, 10))
        {
            yield return GraphPrinter.Print(graph);
        }
        yield return
            """
            piece 0 compute unique 0 graph @piece_0 functional {
              symbol s0 in [1, 64]
              symbol s1 in (-inf, inf)
              fact s0 % 8 == 0 and s0 // 3 != s1
              %x: f32[s0, min(s1, 8); 8, 1]@cuda:0 = parameter "layer.\u{e9}" at "a" "b" "c" 12 none
              %n: sym_int = input "n" -> s0 + 2*s1
              %y = aten.mul.Scalar(%x, 2e5)
              output %y, %n
            }
            graph @main partitioned {
              symbol s0 in [1, 64]
              symbol s1 in (-inf, inf)
              %x: f32[s0, min(s1, 8); 8, 1]@cuda:0 = input "x"
              %first: (f32[s0, min(s1, 8); 8, 1]@cuda:0, sym_int) = call @piece_0(%x, 3) -> s0 + 2*s1
              %y = _operator.getitem.default(%first, index=1)
              output %y, [1, none, -inf, device("cuda")], graph @inner functional { output } -> buffer "b"
            }
            """;
    }

    private static string Damage(string text, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Words[random.Next(Words.Length)]),
                2 => text[..at],
                3 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
                4 => text.Remove(at, length).Insert(at, Words[random.Next(Words.Length)]),
                _ => text.Remove(at, Math.Min(1, length)).Insert(at, ((char)random.Next(32, 127)).ToString()),
            };
        }
        return text;
    }
}
