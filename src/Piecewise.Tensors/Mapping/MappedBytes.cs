using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Piecewise.Tensors;

/// <summary>
/// Read-only bytes at a fixed address: a memory-mapped file, or a pinned copy of an array. Lengths are 64-bit, because
/// files of weights are often larger than one span can cover.
/// </summary>
/// <remarks>
/// Whoever keeps <see cref="Pointer"/> keeps this object too, and a share. The mapping ends when <see cref="Dispose"/> was called and
/// every share handed out by <see cref="Retain"/> was disposed, or when nothing refers to it any more; only the latter once tensors of it
/// were handed to an application, which may read them at any time. A file that another process shortens while it is mapped faults on
/// access: the operating system gives no way to prevent that.
/// </remarks>
internal sealed unsafe partial class MappedBytes : IDisposable
{
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    // Keeps the copy's memory alive; never read.
    private readonly object? copy;
    private readonly byte* pointer;
    private readonly Share own;
    private int shares = 1;
    private volatile bool lent;

    private MappedBytes(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        this.file = file;
        this.view = view;
        Length = length;
        byte* start = null;
        // The view stays valid as long as its handle lives, and this object holds the handle; keeping the acquired
        // count instead would stop the handle's finalizer from ever unmapping.
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        pointer = start + view.PointerOffset;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        own = new Share(this);
    }

    private MappedBytes(ReadOnlySpan<byte> bytes)
    {
        Length = bytes.Length;
        own = new Share(this);
        if (MemorySource.Guarded is { } guarded)
        {
            var memory = guarded.Take(bytes.Length, zeroed: false);
            bytes.CopyTo(new Span<byte>(memory.Pointer, bytes.Length));
            memory.MakeReadOnly();
            copy = memory;
            pointer = memory.Pointer;
            return;
        }
        var pinned = GC.AllocateUninitializedArray<byte>(Math.Max(1, bytes.Length), pinned: true);
        bytes.CopyTo(pinned);
        copy = pinned;
        fixed (byte* start = pinned)
            pointer = start;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>Address of the first byte.</summary>
    /// <exception cref="ObjectDisposedException">All shares are gone.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref shares) == 0, this);
            return pointer;
        }
    }

    /// <summary>Maps a whole file for reading.</summary>
    /// <exception cref="IOException">The file can't be opened or mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or the path is a folder.</exception>
    public static MappedBytes Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0), path);

    /// <summary>Maps a file that is open, whatever its path leads to by now.</summary>
    /// <param name="handle">Belongs to the mapping from now on.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="IOException">The file can't be mapped.</exception>
    public static MappedBytes Open(SafeFileHandle handle, string path) =>
        Open(new FileStream(handle, FileAccess.Read, bufferSize: 0), path);

    private static MappedBytes Open(FileStream stream, string path)
    {
        try
        {
            long length = stream.Length;
            if (length == 0)
            {
                stream.Dispose();
                return new MappedBytes([]);
            }

            MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                stream, null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            try
            {
                var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
                // What was cut off since the length was asked for could be mapped, but not read.
                if (RandomAccess.GetLength(stream.SafeFileHandle) is var now && now < length)
                {
                    view.Dispose();
                    throw new IOException(
                        $"{path} was shortened from {length} to {now} bytes while it was opened. Open it again when it is written.");
                }
                return new MappedBytes(file, view, length);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Copies bytes into pinned memory.</summary>
    public static MappedBytes Copy(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>A part that fits into a span, which does not keep the mapping: whoever reads it keeps a share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the bytes.</exception>
    internal ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new ReadOnlySpan<byte>(Pointer + offset, length);
    }

    /// <summary>Keeps the bytes valid until the returned share is disposed, even if this object is disposed before.</summary>
    /// <exception cref="ObjectDisposedException">All shares are gone already.</exception>
    public IDisposable Retain()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref shares);
            ObjectDisposedException.ThrowIf(seen == 0, this);
        }
        while (Interlocked.CompareExchange(ref shares, seen + 1, seen) != seen);
        return new Share(this);
    }

    public void Dispose() => own.Dispose();

    /// <summary>From now on the mapping ends only when nothing refers to it any more. The caller has a share.</summary>
    internal void Lend() => lent = true;

    private void Release()
    {
        // The handle's finalizer ends a mapping that was lent.
        if (Interlocked.Decrement(ref shares) > 0 || lent)
            return;
        view?.Dispose();
        file?.Dispose();
    }

    private sealed class Share(MappedBytes bytes) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                bytes.Release();
        }
    }
}
