using Microsoft.Win32.SafeHandles;

namespace Piecewise.Runtime;

/// <summary>
/// Whether code from a folder may be loaded (K5): on Unix if nobody but this user and the administrator can write it. On Windows folders
/// of a user's profile are protected by their access lists, which are not looked at here.
/// </summary>
internal static class FolderTrust
{
    private const string UnknownSystem =
        "the owner of a folder can't be told on this system; set CacheOptions.TrustFolder to use it all the same";

    /// <summary>Why the cache's folder is refused; null: it is not.</summary>
    public static string? ObjectionToFolder(string path)
    {
        if (OperatingSystem.IsLinux())
            return UnixOwnership.FolderObjection(path);
        return OperatingSystem.IsWindows() ? null : UnknownSystem;
    }

    /// <summary>Why an opened file, or the folder that it lies in, is refused; null: neither is.</summary>
    public static string? ObjectionToFile(string path, SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux())
            return UnixOwnership.Objection(Path.GetDirectoryName(path)!, null) ?? UnixOwnership.Objection(path, handle);
        return OperatingSystem.IsWindows() ? null : UnknownSystem;
    }
}
