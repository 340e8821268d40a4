using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Fuzz;

/// <summary>
/// The programs that are falsified: all files of some folders, in the order of their paths, and where each operator occurs in them.
/// </summary>
internal sealed class Corpus
{
    private const int Kept = 48;
    private readonly Dictionary<int, ProgramFile?> loaded = [];
    private readonly Queue<int> order = new();

    private Corpus(ImmutableArray<string> files, ImmutableArray<ImmutableArray<(int File, int Node)>> places, ImmutableArray<int> small) =>
        (Files, Places, Small) = (files, places, small);

    public ImmutableArray<string> Files { get; }

    /// <summary>By call target: where it is called.</summary>
    public ImmutableArray<ImmutableArray<(int File, int Node)>> Places { get; }

    /// <summary>Files with so few nodes that they are changed as a whole.</summary>
    public ImmutableArray<int> Small { get; }

    /// <summary>Reads all files of the folders.</summary>
    public static Corpus Of(IEnumerable<string> folders)
    {
        ImmutableArray<string> files =
            [.. folders.SelectMany(f => Directory.GetFiles(f, "*.pt2", SearchOption.AllDirectories)).Distinct()
                .Order(StringComparer.Ordinal)];
        var places = new SortedDictionary<string, List<(int, int)>>(StringComparer.Ordinal);
        var small = ImmutableArray.CreateBuilder<int>();
        for (var file = 0; file < files.Length; file++)
        {
            if (ProgramFile.Read(files[file]) is not { } program)
            {
                continue;
            }
            for (var node = 0; node < program.Nodes.Count; node++)
            {
                var target = (string?)program.Nodes[node]!["target"] ?? "";
                (places.TryGetValue(target, out var list) ? list : places[target] = []).Add((file, node));
            }
            if (program.Nodes.Count is > 0 and <= 40 && program.Records.Values.Sum(r => (long)r.Length) < 1 << 20)
            {
                small.Add(file);
            }
        }
        return new Corpus(files, [.. places.Values.Select(p => p.ToImmutableArray())], small.ToImmutable());
    }

    /// <summary>Writes what <see cref="Of"/> found, for processes that begin later.</summary>
    public void Save(string path) => File.WriteAllLines(path,
    [
        string.Join('\t', Small),
        string.Join('\t', Files),
        .. Places.Select(p => string.Join('\t', p.Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.File}:{x.Node}")))),
    ]);

    /// <summary>Reads what was saved.</summary>
    public static Corpus Load(string path)
    {
        var lines = File.ReadAllLines(path);
        return new Corpus(
            [.. lines[1].Split('\t', StringSplitOptions.RemoveEmptyEntries)],
            [.. lines.Skip(2).Select(l => l.Split('\t').Select(Place).ToImmutableArray())],
            [.. lines[0].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))]);
    }

    /// <summary>A file; null where it can't be read. Not to be changed: clone it.</summary>
    public ProgramFile? this[int file]
    {
        get
        {
            if (!loaded.TryGetValue(file, out var program))
            {
                if (order.Count == Kept)
                {
                    loaded.Remove(order.Dequeue());
                }
                order.Enqueue(file);
                loaded.Add(file, program = ProgramFile.Read(Files[file]));
            }
            return program;
        }
    }

    private static (int File, int Node) Place(string text)
    {
        var parts = text.Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
