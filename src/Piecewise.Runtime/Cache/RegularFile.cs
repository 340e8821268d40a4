using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Piecewise.Runtime;

/// <summary>
/// Opens files for reading that may be something else: opening a pipe waits until somebody writes into it, opening a device may do
/// anything.
/// </summary>
internal static partial class RegularFile
{
    // Linux, on all processors that .NET runs on: for reading, without waiting, not for child processes.
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int NotPermitted = 1;
    private const int NoAccess = 13;

    /// <summary>Opens a regular file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It can't be opened, or is a folder, a pipe, a socket or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle Open(string path) => OperatingSystem.IsLinux()
        ? OpenOnLinux(path)
        : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static SafeFileHandle OpenOnLinux(string path)
    {
        // Before it is opened, for the sake of devices; and again what was opened, for the sake of whoever replaced it meanwhile.
        RequireRegular(path, null);
        var descriptor = OpenFile(path, ReadOnly | NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(path, Marshal.GetLastPInvokeError());
        }
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            RequireRegular(path, handle);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static void RequireRegular(string path, SafeFileHandle? handle)
    {
        var error = UnixOwnership.IsRegularFile(path, handle, out var isRegular);
        if (error != 0)
        {
            throw Failure(path, error);
        }
        if (!isRegular)
        {
            throw new IOException($"{path} is no regular file: a folder, a pipe, a socket or a device.");
        }
    }

    private static Exception Failure(string path, int error) => error switch
    {
        NoSuchFile or NotAFolder => new FileNotFoundException($"There is no file {path}.", path),
        NotPermitted or NoAccess => new UnauthorizedAccessException($"{path} may not be read: {Marshal.GetPInvokeErrorMessage(error)}"),
        _ => new IOException($"{path} can't be opened: {Marshal.GetPInvokeErrorMessage(error)}"),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
