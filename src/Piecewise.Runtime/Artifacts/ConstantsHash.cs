using System.Security.Cryptography;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// The hash of a file of constants: the SHA-256 of the SHA-256s of its parts of 16 MiB, which all cores make together. Weights are hashed
/// when they are written and once where a file is not known.
/// </summary>
internal static unsafe class ConstantsHash
{
    private const int Part = 16 << 20;

    /// <summary>64 lower-case hex digits. What was read is not kept in memory.</summary>
    public static string Of(MappedBytes file)
    {
        var first = file.Pointer;
        var hashes = new byte[checked((int)((file.Length + Part - 1) / Part)) * SHA256.HashSizeInBytes];
        Parallel.For(0, hashes.Length / SHA256.HashSizeInBytes, i =>
        {
            var start = (long)i * Part;
            var length = (int)Math.Min(Part, file.Length - start);
            SHA256.HashData(new ReadOnlySpan<byte>(first + start, length), hashes.AsSpan(i * SHA256.HashSizeInBytes));
            file.Forget(first + start, length);
        });
        return Convert.ToHexStringLower(SHA256.HashData(hashes));
    }
}
