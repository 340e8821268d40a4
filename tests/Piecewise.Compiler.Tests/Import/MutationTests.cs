using System.Diagnostics;
using System.Text.Json.Nodes;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>
/// Rule F2 against thousands of falsified files: each one either reads or ends in a Pt2FormatException, in bounded memory and
/// time. The seed of a case is in its failure message; run it alone with <see cref="Check"/>.
/// </summary>
public sealed class MutationTests
{
    private const long MaxAllocatedBytes = 64 << 20;
    private const string OddCharacters = "{}[]\",:0-e\\\u00ff\ud800\0tn";
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    private static readonly byte[][] Files =
    [
        SmallProgram.Archive().Build(),
        Deflated(),
        .. Directory.GetFiles(Corpus.Programs, "*.pt2").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
    ];

    [Fact]
    public void F2_FlippedBytesAreHarmless() => Run(1_500, (random, file) =>
    {
        int flips = random.Next(1, 9);
        for (int i = 0; i < flips; i++)
            file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
        return file;
    });

    [Fact]
    public void F2_TruncatedAndSplicedFilesAreHarmless() => Run(500, (random, file) => random.Next(3) switch
    {
        0 => file[..random.Next(file.Length)],
        1 => [.. file[..random.Next(file.Length)], .. file[random.Next(file.Length)..]],
        _ => [.. file, .. file[random.Next(file.Length)..]],
    });

    [Fact]
    public void F2_FalsifiedDirectoriesAreHarmless() => Run(1_500, (random, file) =>
    {
        // The directory and the end records are the last bytes; extreme values find what random ones miss.
        int directory = file.AsSpan().IndexOf("PK\x01\x02"u8);
        byte[] extreme = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];
        int edits = random.Next(1, 4);
        for (int i = 0; i < edits; i++)
        {
            int start = random.Next(directory, file.Length);
            int length = Math.Min(1 << random.Next(4), file.Length - start);
            file.AsSpan(start, length).Fill(extreme[random.Next(extreme.Length)]);
        }

        return file;
    });

    [Fact]
    public void F2_FalsifiedJsonTextIsHarmless() => Run(500, (random, _) =>
    {
        char[] text = SmallProgram.Json.ToCharArray();
        int edits = random.Next(1, 4);
        for (int i = 0; i < edits; i++)
            text[random.Next(text.Length)] = OddCharacters[random.Next(OddCharacters.Length)];
        return SmallProgram.Archive().Replace("models/model.json", new string(text)).Build();
    });

    [Fact]
    public void F2_FalsifiedJsonStructureIsHarmless() => Run(1_500, (random, _) =>
    {
        bool program = random.Next(4) > 0;
        JsonNode root = JsonNode.Parse(program ? SmallProgram.Json : SmallProgram.WeightsConfig)!;
        int edits = random.Next(1, 4);
        for (int i = 0; i < edits; i++)
            Edit(random, root);
        return SmallProgram.Archive()
            .Replace(program ? "models/model.json" : "data/weights/model_weights_config.json", root.ToJsonString())
            .Build();
    });

    private static void Edit(Random random, JsonNode root)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        JsonNode target = nodes[random.Next(nodes.Count)];
        if (target is JsonArray array)
        {
            switch (random.Next(3))
            {
                case 0 when array.Count > 0:
                    array.RemoveAt(random.Next(array.Count));
                    break;
                case 1 when array.Count > 0:
                    array.Add(array[random.Next(array.Count)]?.DeepClone());
                    break;
                default:
                    array.Insert(random.Next(array.Count + 1), Odd(random, nodes));
                    break;
            }
        }
        else if (target is JsonObject { Count: > 0 } map)
        {
            string key = map.ElementAt(random.Next(map.Count)).Key;
            switch (random.Next(3))
            {
                case 0:
                    map.Remove(key);
                    break;
                case 1:
                    JsonNode? value = map[key]?.DeepClone();
                    map.Remove(key);
                    map[key + "x"] = value;
                    break;
                default:
                    map[key] = Odd(random, nodes);
                    break;
            }
        }
    }

    private static JsonNode? Odd(Random random, List<JsonNode> nodes) => random.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(long.MaxValue),
        2 => JsonValue.Create(long.MinValue),
        3 => JsonValue.Create(-1),
        4 => JsonValue.Create(1e300),
        5 => JsonValue.Create(true),
        6 => JsonValue.Create(new string('\u00e9', 2_000)),
        7 => new JsonObject { ["as_expr"] = new JsonObject { ["expr_str"] = "Add(Symbol('" } },
        8 => new JsonArray(JsonValue.Create(0), new JsonObject()),
        _ => nodes[random.Next(nodes.Count)].DeepClone(),
    };

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        nodes.Add(node);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(pair => pair.Value),
            JsonArray array => array,
            _ => [],
        };
        foreach (JsonNode? child in children)
        {
            if (child is not null)
                Collect(child, nodes);
        }
    }

    private static void Run(int cases, Func<Random, byte[], byte[]> falsify)
    {
        int read = 0;
        for (int seed = 0; seed < cases; seed++)
        {
            var random = new Random(seed);
            byte[] file = falsify(random, [.. Files[seed % Files.Length]]);
            try
            {
                read += Check(file) ? 1 : 0;
            }
            catch (Exception unexpected)
            {
                throw new InvalidOperationException($"seed {seed}: {unexpected.Message}", unexpected);
            }
        }

        // A falsification that no file survives, or that every file survives, would test nothing.
        Assert.True(read < cases, "no file was refused");
    }

    /// <summary>Whether the file reads; throws where it does anything but read or be refused.</summary>
    private static bool Check(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        bool read = Read(file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Assert.True(allocated < MaxAllocatedBytes, $"{allocated} bytes were allocated");
        Assert.True(time < MaxTime, $"reading took {time}");
        return read;
    }

    private static bool Read(byte[] file)
    {
        try
        {
            using var archive = Pt2Archive.Open(file, "falsified.pt2");
            var model = Pt2Model.Read(archive);
            _ = archive.ExtraFiles;
            foreach (PayloadEntry payload in model.Weights.Values.Concat(model.Constants.Values))
            {
                Assert.True(archive.TryGet(payload.Path, out ArchiveEntry entry));
                archive.VerifyChecksum(entry);
            }

            foreach (TensorMetaData meta in model.Program.GraphModule.Graph.TensorValues.Values)
            {
                foreach (SymIntData size in meta.Sizes)
                    _ = size.Expression is { } text ? SreprParser.TryParse(text, out _) : null;
            }

            foreach (string guard in model.Program.GuardsCode)
                GuardParser.TryParse(guard, out _);
            return true;
        }
        catch (Pt2FormatException refused)
        {
            Assert.NotEmpty(refused.Problems);
            Assert.All(refused.Problems, Assert.NotEmpty);
            return false;
        }
    }

    private static byte[] Deflated() => new ZipBuilder()
        .Add("data/weights/weight_0", new byte[16], entry => entry.Method = 8)
        .Add("data/weights/model_weights_config.json", SmallProgram.WeightsConfig, entry => entry.Method = 8)
        .Add("models/model.json", SmallProgram.Json, entry => entry.Method = 8)
        .Add("archive_format", "pt2")
        .Build();
}
