using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>Reads a whole text: pieces and graphs. It knows what a graph's text may refer to outside of itself.</summary>
internal sealed class ModuleReader(string text, OperatorCatalog catalog)
{
    private readonly Dictionary<string, Piece> pieces = new(StringComparer.Ordinal);
    private readonly List<(int Position, string Name)> unknownOperators = [];

    public GraphLexer Lexer { get; } = new(text);

    /// <exception cref="GraphFormatException">The text is wrong.</exception>
    public GraphModule Read()
    {
        var order = ImmutableArray.CreateBuilder<Piece>();
        var graphs = ImmutableArray.CreateBuilder<Graph>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!Lexer.AtEnd)
        {
            var position = Lexer.Position;
            Graph graph;
            if (Lexer.TryWord("piece"))
            {
                var piece = ReadPiece();
                graph = piece.Graph;
                pieces[piece.Name] = piece;
                order.Add(piece);
            }
            else
            {
                graph = new GraphReader(this).Read();
                graphs.Add(graph);
            }
            if (!names.Add(graph.Name))
            {
                throw Lexer.Error(position, "a graph with a name of its own", $"a second @{graph.Name}");
            }
        }
        ReportUnknownOperators();
        return graphs.Count > 0 || order.Count > 0 ? new GraphModule(order.ToImmutable(), graphs.ToImmutable())
            : throw Lexer.Error("a graph");
    }

    public Piece Piece(string name, int position) => pieces.TryGetValue(name, out var piece)
        ? piece
        : throw Lexer.Error(position, "a piece that is defined above", $"@{name}");

    /// <summary>The operator of that name as the text spells it; null where there is none, which is reported in the end.</summary>
    public Operator? Operator(string name, int position)
    {
        var parts = name.Split('.');
        if (parts.Length != 3 || parts.Any(p => p.Length == 0))
        {
            throw Lexer.Error(position, "an operator, as namespace.name.overload", $"'{name}'");
        }
        var qualified = $"{parts[0]}::{parts[1]}.{parts[2]}";
        if (!catalog.TryGet(qualified, out var op))
        {
            unknownOperators.Add((position, qualified));
        }
        return op;
    }

    private Piece ReadPiece()
    {
        var index = Number("the piece's number");
        var kind = Lexer.TryWord("compute") ? PieceKind.Compute
            : Lexer.TryWord("splitting") ? PieceKind.Splitting
            : throw Lexer.Error("'compute' or 'splitting'");
        int? unique = Lexer.TryWord("unique") ? Number("the unique piece's number") : null;
        return new Piece(index, kind, new GraphReader(this).Read(), unique);
    }

    private int Number(string expected)
    {
        var position = Lexer.SkipSpace();
        var value = Lexer.Integer(expected);
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Lexer.Error(position, expected, $"{value}");
    }

    private void ReportUnknownOperators()
    {
        if (unknownOperators.Count > 0)
        {
            var names = unknownOperators.Select(u => u.Name).Distinct().Order(StringComparer.Ordinal).Select(WithOverloads);
            throw Lexer.Error(unknownOperators[0].Position, "operators of the catalog", $"unknown ones: {string.Join("; ", names)}");
        }
    }

    // A wrong overload is the likeliest mistake of a text that was written by hand.
    private string WithOverloads(string name)
    {
        var family = name[..(name.LastIndexOf('.') + 1)];
        var overloads = catalog.Operators.Where(o => o.Name.StartsWith(family, StringComparison.Ordinal)).Select(o => o.Schema.Overload)
            .ToList();
        return overloads.Count == 0 ? name : $"{name} (overloads: {string.Join(", ", overloads)})";
    }
}
