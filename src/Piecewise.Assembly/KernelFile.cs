using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Assembly;

/// <summary>
/// All assembled kernels in one file: the place of each (little-endian i32), in the order of their indices, then their code.
/// </summary>
internal static class KernelFile
{
    private const int Alignment = 64;

    public static byte[] Assemble()
    {
        byte[][] codes = [.. DotTileForm.All.Select(DotTile.Assemble), .. QuadTileForm.All.Select(QuadTile.Assemble)];
        var bytes = new List<byte>(new byte[sizeof(int) * codes.Length]);
        for (var i = 0; i < codes.Length; i++)
        {
            bytes.AddRange(new byte[(Alignment - (bytes.Count % Alignment)) % Alignment]);
            BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(bytes)[(sizeof(int) * i)..], bytes.Count);
            bytes.AddRange(codes[i]);
        }
        return [.. bytes];
    }
}
