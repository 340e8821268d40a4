using System.Security.Cryptography;
using System.Text;
using Piecewise.Compiler.Backend;
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
        var hashes = Together.Select(names, n => HashOf(state[n]), CancellationToken.None);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(names.Length);
        foreach (var (name, hash) in names.Zip(hashes))
        {
            writer.Write(name);
            writer.Write(hash);
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Compares the weights of a file with those that a section names.</summary>
    /// <param name="section">The section.</param>
    /// <param name="state">The file's weights by name.</param>
    /// <exception cref="InvalidDataException">They are others, or the section is damaged.</exception>
    public static void Verify(ReadOnlyMemory<byte> section, IReadOnlyDictionary<string, Tensor> state)
    {
        if (section.IsEmpty)
        {
            throw new InvalidDataException("The artifact has constants and does not say of which weights.");
        }
        using var reader = new BinaryReader(new MemoryStream(section.ToArray(), writable: false), Encoding.UTF8);
        try
        {
            if (reader.ReadString() != Magic)
            {
                throw new InvalidDataException("The section of weights is of another version.");
            }
            var wanted = new List<(string Name, byte[] Hash)>();
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                wanted.Add((reader.ReadString(), reader.ReadBytes(SHA256.HashSizeInBytes)));
                if (wanted[^1].Hash.Length < SHA256.HashSizeInBytes)
                {
                    throw new EndOfStreamException("it ends within a hash.");
                }
            }
            var isSame = Together.Select(
                wanted, w => state.TryGetValue(w.Name, out var tensor) && HashOf(tensor).AsSpan().SequenceEqual(w.Hash),
                CancellationToken.None);
            if (isSame.IndexOf(false) is >= 0 and var other)
            {
                throw new InvalidDataException(
                    $"The file's '{wanted[other].Name}' is not the one that the cached constants were computed from, "
                    + "although its checksum is the same.");
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
        // Constants are what calls read: the exported weight is not kept in memory beside them.
        tensor.Forget();
        return hash.GetHashAndReset();
    }
}
