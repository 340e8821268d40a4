using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Piecewise.Compiler.Build;
using Piecewise.Import;

namespace Piecewise.Compiler.Tuning;

/// <summary>
/// A tuning as JSON in a file (docs/design/tuning.md): what was chosen for a program, on which machine, and what was measured.
/// </summary>
internal sealed record TuningFile
{
    private const int CurrentVersion = 1;
    private const int MostBytes = 1 << 20;
    private const int MostPoints = 64;
    private const int MostText = 4096;

    [JsonRequired]
    public int Version { get; init; }

    public required TuningProgram Program { get; init; }

    public required TuningMachine Machine { get; init; }

    /// <summary>In how many bits weights were kept (<see cref="WeightFormats.ToString"/>).</summary>
    public required string Weights { get; init; }

    /// <summary>Whether only the last row of the last result was computed.</summary>
    public required bool LastRow { get; init; }

    public required TuningChoice Choice { get; init; }

    public required ImmutableArray<TuningTime> Times { get; init; }

    /// <summary>The program that a tuning is for.</summary>
    /// <param name="File">The name of its file, without folders: for people.</param>
    /// <param name="Content">What the cache's key says of it.</param>
    internal sealed record TuningProgram(string File, string Content)
    {
        /// <param name="path">A .pt2 file.</param>
        /// <param name="options">Which of its programs.</param>
        /// <exception cref="Pt2FormatException">It is none.</exception>
        public static TuningProgram Of(string path, CompileOptions options)
        {
            using var archive = Pt2Archive.Open(path, options.Limits);
            return new TuningProgram(Path.GetFileName(path), ProgramKey.ProgramOf(archive, options));
        }
    }

    /// <summary>Reads a file, which anyone may have written.</summary>
    /// <exception cref="TuningException">It is none.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static TuningFile Read(string path)
    {
        TuningFile file;
        try
        {
            var text = BytesOf(path);
            RequireVersion(text);
            file = JsonSerializer.Deserialize(text, TuningJson.Readable.TuningFile) ?? throw new JsonException("it holds null.");
        }
        catch (JsonException e)
        {
            throw new TuningException($"{path} is no tuning file: {e.Message} Write one with: piecewise tune FILE -o {path}", e);
        }
        return file.Problem() is { } problem ? throw new TuningException($"{path} is no sound tuning file: {problem}.") : file;
    }

    /// <summary>The file's text, in the version that this build reads.</summary>
    public string ToJson() => $"{JsonSerializer.Serialize(this with { Version = CurrentVersion }, TuningJson.Readable.TuningFile)}\n";

    /// <summary>Options with what was chosen; what they ask for themselves stays.</summary>
    /// <param name="path">Of this file, for messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="model">The program's file.</param>
    /// <param name="warn">Told where what was measured is not what runs.</param>
    /// <exception cref="TuningException">It is for another program.</exception>
    /// <exception cref="Pt2FormatException">The model is none.</exception>
    public CompileOptions ApplyTo(string path, CompileOptions options, string model, Action<string> warn)
    {
        if (TuningProgram.Of(model, options).Content != Program.Content)
        {
            throw new TuningException(
                $"{path} is for another program than {model}: it was made for {Program.File}, or before that was exported anew. "
                + $"Make one with: piecewise tune {model}");
        }
        var here = TuningMachine.Of(options);
        if (here != Machine)
        {
            warn($"{path} was measured on {Machine}; this is {here}. What it chose is used, and need not be the fastest here.");
        }
        if (options.Weights.ToString() != Weights)
        {
            warn($"{path} was measured with the weights {Weights}; these are {options.Weights}. What it chose is used all the same.");
        }
        return options with { Lowering = Choice.ApplyTo(options.Lowering, what => options.Logger.TuningLeftOut(path, what)) };
    }

    private static byte[] BytesOf(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[MostBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MostBytes ? bytes[..length] : throw new JsonException($"it is longer than {MostBytes} bytes.");
    }

    // Before the rest: another version has other members.
    private static void RequireVersion(byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number))
        {
            throw new JsonException("it has no version.");
        }
        if (number != CurrentVersion)
        {
            throw new JsonException($"its version is {number}, and this build reads {CurrentVersion}.");
        }
    }

    // What is wrong with the values; null where nothing is. That points lie in the program's range, and that ops and providers exist, is
    // asked where options are.
    private string? Problem()
    {
        if (Choice.RangeEndpoints.Concat(Choice.Sizes).Concat(Times.Select(t => t.Size)).FirstOrDefault(p => p < 0) is < 0 and var negative)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{negative} is no size");
        }
        if (Math.Max(Choice.RangeEndpoints.Length + Choice.Sizes.Length, Math.Max(Choice.Providers.Count, Times.Length)) > MostPoints)
        {
            return $"it has more than {MostPoints} points, providers or times";
        }
        if (Choice.Providers.FirstOrDefault(p => p.Key.Length == 0 || string.IsNullOrEmpty(p.Value) || p.Value.Contains(',')) is
            { Key: { } op })
        {
            return $"the op '{op}' has no provider";
        }
        if (Texts().Any(t => t.Length > MostText))
        {
            return $"a text is longer than {MostText} characters";
        }
        return Times.Any(t => !(t.DefaultMilliseconds > 0 && t.ChosenMilliseconds > 0 && t.Ratio > 0))
            ? "a time or a ratio is not above 0"
            : null;
    }

    private IEnumerable<string> Texts() =>
        [Program.File, Program.Content, Machine.Processor, Machine.Architecture, Machine.Instructions, Weights, Choice.Symbol ?? "",
            .. Choice.Providers.Keys, .. Choice.Providers.Values];
}

[JsonSerializable(typeof(TuningFile))]
internal sealed partial class TuningJson : JsonSerializerContext
{
    public static TuningJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
