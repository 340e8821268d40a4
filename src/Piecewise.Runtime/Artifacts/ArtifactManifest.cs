using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piecewise.Runtime;

/// <summary>
/// What an artifact says about itself, as readable JSON in the file. It holds no path, no time, no host: equal compiles give equal files.
/// </summary>
internal sealed record ArtifactManifest
{
    /// <summary>Name of the file that it was compiled from, without folders: for people. Null: nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>The key's factors, in order.</summary>
    public required ImmutableArray<KeyFactor> Factors { get; init; }

    /// <summary>The compile entry, as <c>(9, 32)</c>.</summary>
    public required string Entry { get; init; }

    /// <summary>Version of the compiler that made it.</summary>
    public required string CompilerBuild { get; init; }

    /// <summary>Instruction-set tier the code needs.</summary>
    public required string InstructionTier { get; init; }

    /// <summary>Element types that occur, as PyTorch names them.</summary>
    public ImmutableArray<string> ElementTypes { get; init; } = [];

    /// <summary>Full name of the type in the assembly that the loader starts from.</summary>
    public string EntryType { get; init; } = "";
}

[JsonSerializable(typeof(ArtifactManifest))]
internal sealed partial class ArtifactManifestJson : JsonSerializerContext
{
    // The graph's text is full of quotes and angle brackets that the default encoder, made for web pages, would turn into numbers.
    public static ArtifactManifestJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
