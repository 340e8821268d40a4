using Microsoft.Win32.SafeHandles;

namespace Piecewise.Runtime;

/// <summary>
/// What a file was when it was looked at: an equal stamp later means the same content. Only on Linux; elsewhere there is none, and files
/// are read again.
/// </summary>
/// <param name="Text">Device, inode, length, and the times of the last writes, in one line.</param>
/// <param name="IsSettled">
/// Whether the last change was long enough ago that another one would have another time: clocks of file systems tick slowly.
/// </param>
internal sealed record FileStamp(string Text, bool IsSettled)
{
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(3);

    /// <summary>Of a file as it is now; null where that can't be told.</summary>
    public static FileStamp? Of(string path) => Of(path, null);

    /// <summary>The same of a file that is open, whatever its path leads to by now.</summary>
    public static FileStamp? Of(string path, SafeFileHandle? handle) =>
        OperatingSystem.IsLinux() && UnixOwnership.Stamp(path, handle, out var changed) is { } text
            ? new FileStamp(text, DateTimeOffset.UtcNow - changed > Slowest) : null;
}
