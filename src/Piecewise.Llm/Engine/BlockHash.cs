using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Hashes of full blocks of tokens, each of the block's tokens and the hash before: equal hashes mean equal tokens from the beginning on.
/// SHA-256, of which half is kept: nobody finds two prompts that have one (as vLLM's prefix cache).
/// </summary>
internal static class BlockHash
{
    /// <summary>The hash of a request's block, and of those before it.</summary>
    /// <param name="request">Whose tokens.</param>
    /// <param name="block">All its tokens are known.</param>
    public static UInt128 Of(EngineRequest request, int block)
    {
        while (request.Hashes.Count <= block)
        {
            var before = request.Hashes is [.., var last] ? last : UInt128.Zero;
            request.Hashes.Add(Next(before, request.Tokens, request.Hashes.Count * AttentionPages.Tokens));
        }
        return request.Hashes[block];
    }

    private static UInt128 Next(UInt128 before, IReadOnlyList<int> tokens, int start)
    {
        Span<byte> text = stackalloc byte[16 + (AttentionPages.Tokens * sizeof(int))];
        BinaryPrimitives.WriteUInt128LittleEndian(text, before);
        var rest = MemoryMarshal.Cast<byte, int>(text[16..]);
        for (var i = 0; i < AttentionPages.Tokens; i++)
        {
            rest[i] = tokens[start + i];
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
