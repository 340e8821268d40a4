using System.ComponentModel;
using System.Text.Json;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>
/// A model whose code is part of the application: its description in one file, its weights and what was computed from them in another,
/// mapped and not copied. It needs no compiler, loads no assembly, and works in an application that is compiled ahead of time.
/// </summary>
public sealed unsafe class StoredModel : Model
{
    /// <summary>Name of the file of the description: an artifact without an assembly.</summary>
    internal const string ProgramFile = "program.bin";

    /// <summary>Name of the file of the weights: safetensors, an entry for each record of the model's file and each constant.</summary>
    internal const string WeightsFile = "weights.safetensors";

    private const string FilesSection = "files";

    // Begins the names of entries that are no records of the model's file.
    private const string Constant = "constant/";

    private readonly SafetensorsFile weights;
    private readonly Lazy<IReadOnlyDictionary<string, string>> files;

    private StoredModel(CompiledProgram program, InstructionTier tier, SafetensorsFile weights, Artifact artifact)
        : base(program, new Workers(tier, SharedTeam.Value))
    {
        this.weights = weights;
        // A copy: the rest of the artifact is needed no more.
        var section = artifact.Section(FilesSection).ToArray();
        files = new(() => ReadFiles(section));
    }

    public override IReadOnlyDictionary<string, string> ExtraFiles => files.Value;

    /// <summary>Opens a stored model; generated code calls it.</summary>
    /// <param name="folder">Holds its description and its weights, which stay mapped until this and all sessions are disposed.</param>
    /// <param name="code">The addresses of the model's code.</param>
    /// <exception cref="StoredModelException">A file is damaged, or they do not belong together.</exception>
    /// <exception cref="PlatformNotSupportedException">The code needs instructions that this machine has not.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static StoredModel Open(string folder, nint[] code) => Open(folder, new ProgramCode(code));

    /// <inheritdoc cref="Open(string, nint[])"/>
    internal static StoredModel Open(string folder, ProgramCode code)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, ProgramFile);
        var reading = ArtifactReader.Read(File.ReadAllBytes(path));
        if (!reading.IsSound)
        {
            throw new StoredModelException($"{path}: {reading.Reason}.");
        }
        var tier = TierOf(reading.Artifact.Manifest.InstructionTier);
        var weights = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        try
        {
            var manifest = ManifestReader.Read(reading.Artifact.Section(ArtifactSectionNames.Program));
            var program = new CompiledProgram(manifest, code, Weights(weights, manifest), interpreter: null, isChecked: true);
            return new StoredModel(program, tier, weights, reading.Artifact);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            weights.Dispose();
            throw new StoredModelException($"{path} does not belong to this code or to {WeightsFile}: {e.Message}", e);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Writes the two files of a program.</summary>
    /// <param name="folder">Where; made if it is missing. Files that are there are replaced.</param>
    /// <param name="description">What it was made from and for.</param>
    /// <param name="manifest">What it is.</param>
    /// <param name="constants">Tensors that the model's file does not hold, by name.</param>
    /// <param name="state">The others.</param>
    /// <param name="extraFiles">Texts that belong to the model, by name.</param>
    internal static void Write(
        string folder, ArtifactManifest description, ProgramManifest manifest, IReadOnlyDictionary<string, Tensor> constants,
        IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, string> extraFiles)
    {
        Directory.CreateDirectory(folder);
        manifest = manifest with
        {
            State = [.. manifest.State.Select(s => constants.ContainsKey(s.Name) ? s with { Record = Constant + s.Name, Offset = 0 } : s)],
        };
        var artifact = new Artifact(
            description,
        [
            new ArtifactSection(ArtifactSectionNames.Program, ManifestWriter.Write(manifest)),
            new ArtifactSection(FilesSection, WriteFiles(extraFiles)),
        ]);
        File.WriteAllBytes(Path.Combine(folder, ProgramFile), ArtifactFormat.Write(artifact));
        var writer = new SafetensorsWriter();
        foreach (var record in manifest.State.Where(s => s.Record is not null).GroupBy(s => s.Record!, StringComparer.Ordinal))
        {
            var name = record.First().Name;
            if (constants.TryGetValue(name, out var constant))
            {
                Add(record.Key, constant.Pointer, Layout.Extent(constant.Shape, constant.Strides) * constant.DType.Size());
            }
            else
            {
                // A record may hold several tensors, or one under several names: it is written once, as it is.
                Add(record.Key, state[name].Storage.Pointer, state[name].Storage.ByteLength);
            }
        }
        writer.Save(Path.Combine(folder, WeightsFile));
        GC.KeepAlive(constants);
        GC.KeepAlive(state);

        void Add(string name, byte* first, long length)
        {
            var (element, size) = ElementOf(length);
            writer.Add(name, element, [length / size], first, length);
        }
    }

    private protected override void Stop() => Program.Close();

    private protected override void Free() => weights.Dispose();

    private static ReadOnlyMemory<byte> WriteFiles(IReadOnlyDictionary<string, string> files)
    {
        if (files.Count == 0)
        {
            return default;
        }
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, text) in files)
            {
                writer.WriteString(name, text);
            }
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static Dictionary<string, string> ReadFiles(ReadOnlyMemory<byte> section)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (section.IsEmpty)
        {
            return files;
        }
        try
        {
            using var document = JsonDocument.Parse(section);
            foreach (var file in document.RootElement.EnumerateObject())
            {
                files[file.Name] = file.Value.GetString()!;
            }
            return files;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new StoredModelException($"The texts in {ProgramFile} are damaged: {e.Message}", e);
        }
    }

    // The file keeps wide elements aligned, whatever they are: the program's description says what they mean.
    private static (string Name, int Size) ElementOf(long bytes) => (bytes % 8) switch
    {
        0 => ("I64", 8),
        4 => ("I32", 4),
        2 or 6 => ("I16", 2),
        _ => ("U8", 1),
    };

    private static Dictionary<string, Tensor> Weights(SafetensorsFile file, ProgramManifest manifest)
    {
        var records = new Dictionary<string, Storage>(StringComparer.Ordinal);
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var state in manifest.State)
        {
            if (state.Record is not { } record)
            {
                throw new StoredModelException($"The description says nowhere where '{state.Name}' lies.");
            }
            if (!records.TryGetValue(record, out var storage))
            {
                if (!file.TryGet(record, out var entry))
                {
                    throw new StoredModelException($"{WeightsFile} has no '{record}', which holds '{state.Name}'.");
                }
                var range = file.GetRange(entry);
                records.Add(record, storage = Storage.Borrow(range.Owner, range.Pointer, range.Length, isReadOnly: true));
            }
            try
            {
                result.Add(state.Name, new Tensor(storage, state.DType, state.Shape.AsSpan(), state.Strides.AsSpan(), state.Offset));
            }
            catch (ArgumentException e)
            {
                throw new StoredModelException($"'{state.Name}' does not lie in '{record}' of {WeightsFile}: {e.Message}", e);
            }
        }
        return result;
    }

    private static InstructionTier TierOf(string name)
    {
        // Code is made for vectors of a width. Which kernels it calls is decided where it runs: the best with such vectors.
        if (InstructionTier.Named(name)?.Vectors is { IsSupported: true } vectors)
        {
            return vectors == InstructionTier.Best.Vectors ? InstructionTier.Best : vectors;
        }
        throw new PlatformNotSupportedException(
            $"The code was generated for {name}; this machine has {string.Join(", ", InstructionTier.Supported)}.");
    }
}
