using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Calls that draw random numbers. Models in eval mode keep some whose numbers nobody looks at (a layer drop that is switched off, a tensor
/// of a shape to fill): those become zeros, so that nobody has to give a seed for them.
/// </summary>
internal sealed class RandomCalls(ImportScope scope)
{
    // The name of the drawing operator, and the one that makes a tensor of the same shape from arguments of the same names.
    private static readonly Dictionary<string, string> Fillers = new(StringComparer.Ordinal)
    {
        ["rand"] = KnownOps.Zeros,
        ["randn"] = KnownOps.Zeros,
        ["randint"] = KnownOps.Zeros,
        ["randperm"] = KnownOps.Arange,
        ["rand_like"] = KnownOps.ZerosLike,
        ["randn_like"] = KnownOps.ZerosLike,
        ["randint_like"] = KnownOps.ZerosLike,
        ["bernoulli"] = KnownOps.ZerosLike,
    };

    // Others: they may be there if nothing takes their result.
    private static readonly HashSet<string> OtherDraws =
        ["normal", "normal_functional", "multinomial", "poisson", "binomial", "native_dropout", "_standard_gamma", "rrelu_with_noise"];

    private readonly List<(Node Node, Operator Filler, ImmutableArray<Argument> Arguments)> draws = [];

    /// <summary>Whether an operator draws random numbers and writes nothing.</summary>
    public static bool Draws(string target) => BaseName(target) is var name && (Fillers.ContainsKey(name) || OtherDraws.Contains(name));

    /// <summary>
    /// The operator that stands for one that draws, with the arguments that it takes of the call; null for any other target.
    /// </summary>
    /// <param name="call">The call in the file.</param>
    /// <param name="dtype">The element type of its result.</param>
    public (Operator Filler, ImmutableArray<NamedArgumentData> Arguments)? FillerOf(NodeData call, ScalarTypeCode dtype)
    {
        if (!Fillers.TryGetValue(BaseName(call.Target), out var name))
        {
            return null;
        }
        var filler = scope.Catalog[name];
        var arguments = call.Inputs.Where(i => i.Name != "dtype").Select(i => i.Name == "n" ? i with { Name = "end" } : i)
            .Where(i => filler.Schema.Arguments.Any(a => a.Name == i.Name));
        return (filler, [.. arguments, new NamedArgumentData("dtype", new ArgumentData.ScalarType(dtype), null)]);
    }

    /// <summary>Remembers a call that draws, and what makes zeros in its place.</summary>
    public void Add(Node node, Operator filler, ImmutableArray<Argument> arguments) => draws.Add((node, filler, arguments));

    /// <summary>Makes zeros of those whose numbers nobody looks at.</summary>
    public void DropUnseen(Graph graph, IReadOnlySet<Node> outputs)
    {
        // The last ones first: one may be shaped like another, and then its zeros are.
        foreach (var (node, filler, arguments) in draws.AsEnumerable().Reverse()
            .Where(d => d.Node.Graph == graph && !ElementUses.IsLookedAt(d.Node, outputs)))
        {
            var zeros = graph.AddCall(filler, arguments, node.Type, node.Name, before: node);
            zeros.Source = node.Source;
            foreach (var user in node.Users.ToArray())
            {
                user.ReplaceInput(node, zeros);
            }
            graph.Erase(node);
        }
    }

    private static string BaseName(string target) => ImportScope.IsPyTorchs(target) ? target.Split('.')[3] : "";
}
