using System.Text.Json.Nodes;
using Piecewise.Compiler.Tests.Import;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests;

/// <summary>A sound program of the corpus, taken apart so that it can be falsified many times quickly.</summary>
internal sealed class FalsifiedProgram
{
    private const string Program = "models/model.json";
    private readonly List<(string Name, byte[] Content)> records = [];
    private readonly JsonNode program;
    private readonly byte[] file;

    public FalsifiedProgram(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        using var archive = Pt2Archive.Open(path);
        foreach (var entry in archive.Entries.Where(e => e.Name != Program))
        {
            records.Add((entry.Name, archive.GetBytes(entry).ToArray()));
        }
        Assert.True(archive.TryGet(Program, out var json));
        program = JsonNode.Parse(archive.GetBytes(json).ToArray())!;
        // Where a node comes from is half of the text, and matters to messages only.
        foreach (var node in program["graph_module"]!["graph"]!["nodes"]!.AsArray())
        {
            node!["metadata"] = new JsonObject();
        }
        file = Build(program);
    }

    public string Name { get; }

    /// <summary>The archive with some changes of the structure of its program.</summary>
    public byte[] WithChangedStructure(Random random)
    {
        var changed = program.DeepClone();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            JsonMutation.Apply(random, changed);
        }
        return Build(changed);
    }

    /// <summary>The archive with some bits flipped.</summary>
    public byte[] WithFlippedBits(Random random)
    {
        byte[] flipped = [.. file];
        for (var flips = random.Next(1, 9); flips > 0; flips--)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }
        return flipped;
    }

    private byte[] Build(JsonNode json)
    {
        var zip = new ZipBuilder();
        foreach (var (name, content) in records)
        {
            zip.Add(name, content);
        }
        return zip.Add(Program, json.ToJsonString()).Build();
    }
}
