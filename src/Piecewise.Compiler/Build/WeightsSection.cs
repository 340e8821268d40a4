using System.Security.Cryptography;
using System.Text;
using Piecewise.Compiler.Lower;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>
/// Which weights went into an artifact, with the SHA-256 of their bytes: constants that were computed from weights belong to those weights
/// alone, and the checksums in a file's directory are what its writer says. Compared before the constants are used; weights that only lie
/// in the file are not read.
/// </summary>
internal static unsafe class WeightsSection
{
    public const string Name = "weights";

    private const string Magic = "piecewise weights 1";

    /// <summary>The section for what a program computes from its weights; empty where that is nothing.</summary>
    /// <param name="lowered">Says what is computed from which weights.</param>
    /// <param name="state">The weights by name.</param>
    public static byte[] Write(LoweredProgram lowered, IReadOnlyDictionary<string, Tensor> state)
    {
        string[] names = [.. lowered.Constants.SelectMany(c => c.Weights).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            return [];
        }
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(names.Length);
        foreach (var name in names)
        {
            writer.Write(name);
            writer.Write(HashOf(state[name]));
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Compares the weights of a file with those that a section names.</summary>
    /// <param name="section">The section.</param>
    /// <param name="state">The file's weights by name.</param>
    /// <param name="hasConstants">Whether the artifact has constants: then it must say of which weights.</param>
    /// <exception cref="InvalidDataException">They are others, or the section is damaged.</exception>
    public static void Verify(ReadOnlyMemory<byte> section, IReadOnlyDictionary<string, Tensor> state, bool hasConstants)
    {
        if (section.IsEmpty)
        {
            if (hasConstants)
            {
                throw new InvalidDataException("The artifact has constants and does not say of which weights.");
            }
            return;
        }
        using var reader = new BinaryReader(new MemoryStream(section.ToArray(), writable: false), Encoding.UTF8);
        try
        {
            if (reader.ReadString() != Magic)
            {
                throw new InvalidDataException("The section of weights is of another version.");
            }
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var name = reader.ReadString();
                var hash = reader.ReadBytes(SHA256.HashSizeInBytes);
                if (hash.Length < SHA256.HashSizeInBytes)
                {
                    throw new EndOfStreamException("it ends within a hash.");
                }
                if (!state.TryGetValue(name, out var tensor) || !HashOf(tensor).AsSpan().SequenceEqual(hash))
                {
                    throw new InvalidDataException(
                        $"The file's '{name}' is not the one that the cached constants were computed from, "
                        + "although its checksum is the same.");
                }
            }
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The section of weights is damaged: {e.Message}", e);
        }
    }

    // All bytes from the first element to the last: what lies between them is read, too, where a constant is made of a view.
    private static byte[] HashOf(Tensor tensor)
    {
        var length = Layout.Extent(tensor.Shape, tensor.Strides) * tensor.DType.Size();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0L; at < length;)
        {
            var part = (int)Math.Min(length - at, 1 << 30);
            hash.AppendData(new ReadOnlySpan<byte>(tensor.Pointer + at, part));
            at += part;
        }
        GC.KeepAlive(tensor);
        return hash.GetHashAndReset();
    }
}
