using System.Buffers;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>A program in the sections of an artifact.</summary>
internal static unsafe class ProgramSections
{
    /// <summary>Tensors that were computed from weights, each at a multiple of 64 bytes.</summary>
    public const string Constants = "constants";

    /// <summary>The sections of a program.</summary>
    /// <param name="manifest">What it is.</param>
    /// <param name="constants">Tensors that the model's file does not hold, by name.</param>
    /// <returns>The sections, and the manifest with the places of the constants.</returns>
    public static IReadOnlyList<ArtifactSection> Write(ProgramManifest manifest, IReadOnlyDictionary<string, Tensor> constants)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(constants);
        var bytes = new MemoryStream(checked((int)BytesOf(constants)));
        var state = manifest.State.ToBuilder();
        for (var i = 0; i < state.Count; i++)
        {
            if (constants.TryGetValue(state[i].Name, out var tensor))
            {
                bytes.SetLength(MemoryPlan.Aligned(bytes.Length));
                bytes.Position = bytes.Length;
                state[i] = state[i] with { Record = null, Offset = bytes.Length };
                bytes.Write(new ReadOnlySpan<byte>(tensor.Pointer,
                    checked((int)(Layout.Extent(tensor.Shape, tensor.Strides) * tensor.DType.Size()))));
            }
        }
        return
        [
            new ArtifactSection(ArtifactSectionNames.Program, ManifestWriter.Write(manifest with { State = state.ToImmutable() })),
            new ArtifactSection(Constants, bytes.GetBuffer().AsMemory(0, (int)bytes.Length)),
        ];
    }

    /// <summary>Most that the section of constants takes.</summary>
    public static long BytesOf(IReadOnlyDictionary<string, Tensor> constants) =>
        constants.Values.Sum(c => MemoryPlan.Aligned(Layout.Extent(c.Shape, c.Strides) * c.DType.Size()));

    /// <summary>The description of a program.</summary>
    /// <exception cref="InvalidDataException">The artifact holds none that this version reads.</exception>
    public static ProgramManifest ReadManifest(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return ManifestReader.Read(artifact.Section(ArtifactSectionNames.Program));
    }

    /// <summary>The constants of a program, as they lie in its artifact, whose bytes they keep.</summary>
    /// <exception cref="InvalidDataException">They do not lie in the artifact.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadConstants(Artifact artifact, ProgramManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(manifest);
        var section = artifact.Section(Constants);
        var pinned = new PinnedSection(section);
        var storage = Storage.Borrow(pinned, pinned.Pointer, section.Length, isReadOnly: true);
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var state in manifest.State.Where(s => s.Record is null))
        {
            var size = state.DType.Size();
            try
            {
                result.Add(state.Name, state.Offset >= 0 && state.Offset % size == 0 && state.Offset <= section.Length
                    ? new Tensor(storage, state.DType, state.Shape.AsSpan(), state.Strides.AsSpan(), state.Offset / size)
                    : throw new ArgumentException($"it begins at byte {state.Offset} of {section.Length}."));
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"The constant '{state.Name}' does not lie in the artifact: {e.Message}", e);
            }
        }
        return result;
    }

    // Bytes that the collector does not move as long as something refers to this.
    private sealed class PinnedSection(ReadOnlyMemory<byte> section)
    {
        private readonly MemoryHandle handle = section.Pin();

        ~PinnedSection() => handle.Dispose();

        public byte* Pointer => (byte*)handle.Pointer;
    }
}
