using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Piecewise.Runtime;

/// <summary>
/// Whether only this user, or the administrator, can have written a file or folder (K5). The BCL tells the mode but not the owner, so the
/// owner comes from Linux's <c>statx</c>, whose layout is the same on every processor.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class UnixOwnership
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint TypeModeOwner = 0x1 | 0x2 | 0x8;
    private const uint TimesPlaceSize = 0x40 | 0x80 | 0x100 | 0x200;
    private const ushort OthersMayWrite = 0x12;
    private const ushort EveryoneMayWrite = 0x2;
    private const ushort Sticky = 0x200;
    private const int NoSuchFile = 2;
    private const int FileType = 0xF000;
    private const int RegularFileType = 0x8000;

    /// <summary>Why a folder can't be trusted; null: it can, or does not exist.</summary>
    public static string? FolderObjection(string path)
    {
        if (Objection(path, null) is { } objection)
            return objection;
        // Who can rename a folder above can put another in its place. In sticky ones (/tmp) only the owner can.
        for (var above = Path.GetDirectoryName(path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (Describe(above, null, out var status) == 0 && (status.Mode & (EveryoneMayWrite | Sticky)) == EveryoneMayWrite)
                return $"everyone may write the folder {above} above it";
        }
        return null;
    }

    /// <summary>The same for an open file, whatever its path leads to by now; or for a folder by itself.</summary>
    public static string? Objection(string path, SafeFileHandle? handle)
    {
        var error = Describe(path, handle, out var status);
        if (error == NoSuchFile)
            return null;
        if (error != 0)
            return $"the owner of {path} can't be told: {Marshal.GetPInvokeErrorMessage(error)}";
        var user = EffectiveUser();
        if (status.User != user && status.User != 0)
            return $"{path} belongs to user {status.User}, this process runs as user {user}";
        if ((status.Mode & OthersMayWrite) != 0)
            return $"{path} can be written by others (mode {Convert.ToString(status.Mode & 0xFFF, 8)}); "
                + "'chmod go-w' would make it trustworthy";
        return null;
    }

    /// <summary>
    /// Whether a path, or what is open, is a regular file, wherever links lead; an error number of the system's where that can't be told,
    /// else 0.
    /// </summary>
    public static int IsRegularFile(string path, SafeFileHandle? handle, out bool isRegular)
    {
        var error = Describe(path, handle, out var status);
        isRegular = error == 0 && (status.Mode & FileType) == RegularFileType;
        return error;
    }

    /// <summary>
    /// What changes whenever a file's content does: its place, length, and the times when content and place were changed last, of which
    /// nobody can set the second (<c>ctime</c>); null where that can't be told.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="handle">The file where it is open, whatever its path leads to by now; null: it is not.</param>
    /// <param name="changed">When it was changed last.</param>
    public static string? Stamp(string path, SafeFileHandle? handle, out DateTimeOffset changed)
    {
        changed = default;
        if (Describe(path, handle, out var status, TypeModeOwner | TimesPlaceSize) != 0
            || (status.Mask & TimesPlaceSize) != TimesPlaceSize)
        {
            return null;
        }
        changed = DateTimeOffset.FromUnixTimeSeconds(Math.Max(status.ChangeSeconds, status.WriteSeconds));
        return string.Create(CultureInfo.InvariantCulture,
            $"{status.DeviceMajor}:{status.DeviceMinor} {status.Inode} {status.Length} {status.WriteSeconds}.{status.WriteNanoseconds} "
            + $"{status.ChangeSeconds}.{status.ChangeNanoseconds}");
    }

    private static int Describe(string path, SafeFileHandle? handle, out Status status, uint wanted = TypeModeOwner)
    {
        fixed (Status* pointer = &status)
        {
            var result = handle is null
                ? Statx(CurrentFolder, path, 0, wanted, pointer)
                : Statx((int)handle.DangerousGetHandle(), "", EmptyPath, wanted, pointer);
            return result == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Status* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Length;

        [FieldOffset(96)]
        public long ChangeSeconds;

        [FieldOffset(104)]
        public uint ChangeNanoseconds;

        [FieldOffset(112)]
        public long WriteSeconds;

        [FieldOffset(120)]
        public uint WriteNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
