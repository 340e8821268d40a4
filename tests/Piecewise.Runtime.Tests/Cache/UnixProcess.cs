using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>What the BCL does not offer to make this process weaker, and files someone else's.</summary>
internal static unsafe partial class UnixProcess
{
    private const int FileLengthResource = 1;
    private const int FileTooLongSignal = 25;
    private const nint Ignore = 1;
    private const uint OwnerReadsAndWrites = 0x180;

    /// <summary>The administrator, whom permissions do not bind.</summary>
    public static bool IsRoot => OperatingSystem.IsLinux() && EffectiveUser() == 0;

    public static void BecomeUser(uint user)
    {
        Check(SetGroups(0, null));
        Check(SetGroup(user));
        Check(SetUser(user));
    }

    public static void SetUmask(uint mask) => _ = Umask(mask);

    /// <summary>Writes beyond so many bytes of a file fail, as on a full disk.</summary>
    public static void LimitFileLength(ulong bytes)
    {
        _ = Signal(FileTooLongSignal, Ignore);
        var limit = stackalloc ulong[] { bytes, bytes };
        Check(SetLimit(FileLengthResource, limit));
    }

    public static void GiveTo(string path, uint user) => Check(ChangeOwner(path, user, user));

    /// <summary>Makes a named pipe that this process may open.</summary>
    public static void MakePipe(string path) => Check(MakeFifo(path, OwnerReadsAndWrites));

    private static void Check(int result)
    {
        if (result != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    private static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    private static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    private static partial int SetUser(uint user);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Umask(uint mask);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
