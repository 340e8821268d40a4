using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>
/// A compiled program whose code is part of the application: its description and constants in one file, its weights in another, mapped and not
/// copied. It needs no compiler, loads no assembly, and works in an application that is compiled ahead of time.
/// </summary>
public sealed unsafe class StoredProgram : IDisposable
{
    /// <summary>Usual name of the file of the description: an artifact without an assembly.</summary>
    public const string ProgramFile = "program.bin";

    /// <summary>Usual name of the file of the weights: safetensors, an entry for each record of the model's file.</summary>
    public const string WeightsFile = "weights.safetensors";

    private readonly SafetensorsFile weights;

    private StoredProgram(CompiledProgram program, InstructionTier tier, SafetensorsFile weights)
    {
        Program = program;
        Tier = tier;
        this.weights = weights;
    }

    public CompiledProgram Program { get; }

    /// <summary>The instructions that the code uses; <see cref="SessionOptions.Workers"/> of a session are to be of this tier.</summary>
    public InstructionTier Tier { get; }

    /// <summary>Opens a stored program.</summary>
    /// <param name="folder">
    /// Holds <see cref="ProgramFile"/> and <see cref="WeightsFile"/>, which stays mapped until this and all sessions are disposed.
    /// </param>
    /// <param name="code">The program's code.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or they do not belong together.</exception>
    /// <exception cref="PlatformNotSupportedException">The code needs instructions that this machine has not.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static StoredProgram Open(string folder, ProgramCode code)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(code);
        var path = Path.Combine(folder, ProgramFile);
        var reading = ArtifactReader.Read(File.ReadAllBytes(path));
        if (!reading.IsSound)
        {
            throw new InvalidDataException($"{path}: {reading.Reason}.");
        }
        var tier = TierOf(reading.Artifact.Manifest.InstructionTier);
        var manifest = ProgramSections.ReadManifest(reading.Artifact);
        var weights = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        try
        {
            var state = ProgramSections.ReadConstants(reading.Artifact, manifest)
                .Concat(manifest.State.Where(s => s.Record is not null).Zip(Weights(weights, manifest), (s, t) => KeyValuePair.Create(s.Name, t)))
                .ToDictionary(StringComparer.Ordinal);
            return new StoredProgram(new CompiledProgram(manifest, code, state, interpreter: null, isChecked: true), tier, weights);
        }
        catch (ArgumentException e)
        {
            weights.Dispose();
            throw new InvalidDataException($"{path} does not belong to this code or to {WeightsFile}: {e.Message}", e);
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
    public static void Write(
        string folder, ArtifactManifest description, ProgramManifest manifest, IReadOnlyDictionary<string, Tensor> constants, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, ProgramFile), ArtifactFormat.Write(new Artifact(description, ProgramSections.Write(manifest, constants))));
        var writer = new SafetensorsWriter();
        var storages = new List<Storage>();
        foreach (var record in manifest.State.Where(s => s.Record is not null && !constants.ContainsKey(s.Name)).GroupBy(s => s.Record!, StringComparer.Ordinal))
        {
            // A record may hold several tensors, or one under several names: it is written once, as it is.
            var storage = state[record.First().Name].Storage;
            var (element, size) = ElementOf(storage.ByteLength);
            writer.Add(record.Key, element, [storage.ByteLength / size], storage.Pointer, storage.ByteLength);
            storages.Add(storage);
        }
        writer.Save(Path.Combine(folder, WeightsFile));
        GC.KeepAlive(storages);
    }

    /// <summary>Lets no more sessions begin, and ends the mapping of the weights: at once, or with the last session.</summary>
    public void Dispose()
    {
        Program.Close();
        weights.Dispose();
    }

    // The file keeps wide elements aligned, whatever they are: the program's description says what they mean.
    private static (string Name, int Size) ElementOf(long bytes) => (bytes % 8) switch
    {
        0 => ("I64", 8),
        4 => ("I32", 4),
        2 or 6 => ("I16", 2),
        _ => ("U8", 1),
    };

    private static List<Tensor> Weights(SafetensorsFile file, ProgramManifest manifest)
    {
        var records = new Dictionary<string, Storage>(StringComparer.Ordinal);
        var result = new List<Tensor>();
        foreach (var state in manifest.State)
        {
            if (state.Record is not { } record)
            {
                continue;
            }
            if (!records.TryGetValue(record, out var storage))
            {
                if (!file.TryGet(record, out var entry))
                {
                    throw new InvalidDataException($"{WeightsFile} has no '{record}', which holds '{state.Name}'.");
                }
                var range = file.GetRange(entry);
                records.Add(record, storage = Storage.Borrow(range.Owner, range.Pointer, range.Length, isReadOnly: true));
            }
            try
            {
                result.Add(new Tensor(storage, state.DType, state.Shape.AsSpan(), state.Strides.AsSpan(), state.Offset));
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"'{state.Name}' does not lie in '{record}' of {WeightsFile}: {e.Message}", e);
            }
        }
        return result;
    }

    private static InstructionTier TierOf(string name)
    {
        foreach (var tier in InstructionTier.Supported)
        {
            if (tier.ToString() == name)
            {
                return tier;
            }
        }
        throw new PlatformNotSupportedException($"The code was generated for {name}; this machine has {InstructionTier.Best}.");
    }
}
