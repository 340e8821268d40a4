using Piecewise.Import;

namespace Piecewise.Fuzz;

/// <summary>Records of archives as bytes of one's own.</summary>
internal static unsafe class ArchiveBytes
{
    public static byte[] Of(Pt2Archive archive, ArchiveEntry entry)
    {
        var range = archive.GetRange(entry);
        var result = new ReadOnlySpan<byte>(range.Pointer, checked((int)range.Length)).ToArray();
        GC.KeepAlive(range.Owner);
        return result;
    }
}
