using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>
/// The assembled kernels of this process. They need 64-bit x86 and Linux, whose calling convention they have, and a system that lets memory
/// become executable; elsewhere the managed kernels run.
/// </summary>
internal static unsafe class AssembledCode
{
    private static readonly byte* Code = Load();

    /// <summary>Whether the code is there; which instructions the processor has is another question.</summary>
    public static bool IsAvailable => Code is not null;

    /// <summary>A tile's code. Only where <see cref="IsAvailable"/>, and on a processor that has its instructions.</summary>
    public static delegate* unmanaged<DotTileCall*, void> Tile(DotTileForm form) =>
        (delegate* unmanaged<DotTileCall*, void>)Place(form.Index);

    /// <inheritdoc cref="Tile(DotTileForm)"/>
    public static delegate* unmanaged<QuadTileCall*, void> Tile(QuadTileForm form) =>
        (delegate* unmanaged<QuadTileCall*, void>)Place(DotTileForm.All.Length + form.Index);

    /// <summary>The bytes as the library carries them.</summary>
    internal static byte[] Bytes()
    {
        using var stream = typeof(AssembledCode).Assembly.GetManifestResourceStream("kernels.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // The places of all codes come first.
    private static byte* Place(int index) =>
        Code + BinaryPrimitives.ReadInt32LittleEndian(new(Code + (sizeof(int) * index), sizeof(int)));

    private static byte* Load() =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? CodeMemory.Of(Bytes()) : null;
}
