using System.Collections.Immutable;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Build;

/// <summary>The parts of a program that have no code, in a section of its artifact: graphs in their text form.</summary>
internal static class InterpretedSection
{
    public const string Name = "interpreted";

    private const string Magic = "piecewise interpreted 1";

    /// <summary>The section; empty where everything has code.</summary>
    public static byte[] Write(ImmutableArray<ImmutableArray<ReferenceCall>> calls, ImmutableArray<Graph> graphs)
    {
        if (graphs.IsEmpty && calls.All(c => c.IsEmpty))
        {
            return [];
        }
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(calls.Length);
        foreach (var ofPiece in calls)
        {
            writer.Write(ofPiece.Length);
            foreach (var call in ofPiece)
            {
                writer.Write(GraphPrinter.Print(call.Graph));
                writer.Write(string.Join(' ', call.Symbols));
                writer.Write(string.Concat(call.Results.Select(r => r is null ? '0' : '1')));
                writer.Write(call.Reason);
            }
        }
        writer.Write(graphs.Length);
        foreach (var graph in graphs)
        {
            writer.Write(GraphPrinter.PrintModule(graph));
            writer.Write(graph.Name);
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    public static (ImmutableArray<ImmutableArray<ReferenceCall>> Calls, ImmutableArray<Graph> Graphs) Read(ReadOnlyMemory<byte> section,
        OperatorCatalog catalog)
    {
        if (section.IsEmpty)
        {
            return ([], []);
        }
        try
        {
            using var reader = new BinaryReader(new MemoryStream(section.ToArray(), writable: false), Encoding.UTF8);
            if (reader.ReadString() != Magic)
            {
                throw new InvalidDataException("The section of interpreted parts is of another version.");
            }
            var calls = ImmutableArray.CreateBuilder<ImmutableArray<ReferenceCall>>();
            for (var pieces = reader.ReadInt32(); pieces > 0; pieces--)
            {
                var ofPiece = ImmutableArray.CreateBuilder<ReferenceCall>();
                for (var count = reader.ReadInt32(); count > 0; count--)
                {
                    ofPiece.Add(ReadCall(reader, catalog));
                }
                calls.Add(ofPiece.ToImmutable());
            }
            var graphs = ImmutableArray.CreateBuilder<Graph>();
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var module = GraphParser.ParseModule(reader.ReadString(), catalog);
                graphs.Add(module[reader.ReadString()]);
            }
            return (calls.ToImmutable(), graphs.ToImmutable());
        }
        catch (Exception e) when (e is not (InvalidDataException or OutOfMemoryException))
        {
            // Whatever a graph's text that nobody printed makes of itself.
            throw new InvalidDataException($"The section of interpreted parts is damaged: {e.Message}", e);
        }
    }

    private static ReferenceCall ReadCall(BinaryReader reader, OperatorCatalog catalog)
    {
        var graph = GraphParser.Parse(reader.ReadString(), catalog);
        ImmutableArray<string> symbols = [.. reader.ReadString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var stored = reader.ReadString();
        NodeType[] types = graph.Output!.Arguments[0].Type switch { TupleType tuple => [.. tuple.Items], { } single => [single], _ => [] };
        return new ReferenceCall(graph, symbols, [.. stored.Select((c, i) => c == '1' ? (TensorType)types[i] : null)], reader.ReadString());
    }
}
