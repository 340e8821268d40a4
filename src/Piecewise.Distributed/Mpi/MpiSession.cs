using System.Text;

namespace Piecewise.Distributed;

/// <summary>MPI in this process, from its start to its end: the calls that are made of it, whose errors are exceptions.</summary>
/// <remarks>Any thread may call, one at a time.</remarks>
internal sealed unsafe class MpiSession
{
    // MPI_THREAD_SERIALIZED.
    private const int Serialized = 2;
    private const int ErrorTextBytes = 1024;

    private readonly MpiFunctions functions;
    private readonly MpiHandles handles;
    private nint window;

    private MpiSession(MpiLibrary library)
    {
        handles = library.Handles;
        functions = new MpiFunctions(library);
        int provided, rank, world;
        Check(functions.InitThread(null, null, Serialized, &provided), "starting MPI");
        if (provided < Serialized)
        {
            throw new RankException("The library of MPI was built without threads (MPI_THREAD_SERIALIZED), which are needed.");
        }
        Check(functions.SetErrorHandler(handles.World, handles.ReturnErrors), "setting the handler of errors");
        Check(functions.Rank(handles.World, &rank), "asking for this rank");
        Check(functions.Size(handles.World, &world), "counting ranks");
        (Rank, World) = (rank, world);
    }

    public int Rank { get; }

    public int World { get; }

    /// <summary>Starts MPI. Every rank calls it; it returns when all have.</summary>
    /// <exception cref="RankException">There is no library, or MPI can't start.</exception>
    public static MpiSession Start(MpiFamily family)
    {
        using var handlers = new SignalHandlers();
        return new MpiSession(MpiLibrary.Load(family));
    }

    /// <summary>Whether all ranks are in one machine, so that they can share memory.</summary>
    public bool SharesMemory()
    {
        nint near = 0;
        int size;
        Check(functions.SplitByType(handles.World, handles.SharedMemory, 0, handles.NoInfo, &near), "finding the ranks of this machine");
        Check(functions.Size(near, &size), "counting the ranks of this machine");
        return size == World;
    }

    /// <summary>Memory that all ranks of a machine read and write, a part for each, which is zero: where the parts begin.</summary>
    /// <param name="bytes">The size of a part.</param>
    public nint[] ShareMemory(long bytes)
    {
        void* own;
        nint made = 0;
        Check(functions.AllocateShared((nint)bytes, 1, handles.NoInfo, handles.World, &own, &made),
            $"sharing {bytes} bytes of memory with each rank");
        window = made;
        var parts = new nint[World];
        for (var rank = 0; rank < World; rank++)
        {
            nint size;
            int unit;
            void* part;
            Check(functions.SharedPart(window, rank, &size, &unit, &part), $"finding the memory of rank {rank}");
            parts[rank] = (nint)part;
        }
        return parts;
    }

    /// <summary>Begins to bring each rank's bytes to every rank; <see cref="HasEnded"/> says when they are there.</summary>
    public nint StartGather(void* bytes, int count, void* all)
    {
        nint request = 0;
        Check(functions.StartGather(bytes, count, handles.Byte, all, count, handles.Byte, handles.World, &request), "sending to all ranks");
        return request;
    }

    /// <summary>Begins to bring each rank's part number i to rank i.</summary>
    public nint StartScatter(void* parts, int count, void* all)
    {
        nint request = 0;
        Check(functions.StartScatter(parts, count, handles.Byte, all, count, handles.Byte, handles.World, &request),
            "sending to each rank");
        return request;
    }

    public bool HasEnded(ref nint request)
    {
        int ended;
        fixed (nint* place = &request)
        {
            Check(functions.Test(place, &ended, handles.NoStatus), "receiving");
        }
        return ended != 0;
    }

    /// <summary>Ends MPI; every rank calls it.</summary>
    public void End()
    {
        if (window != 0)
        {
            fixed (nint* place = &window)
            {
                Check(functions.FreeWindow(place), "giving shared memory back");
            }
        }
        Check(functions.Finalize(), "ending MPI");
    }

    private void Check(int code, string doing)
    {
        if (code == 0)
            return;
        var text = stackalloc byte[ErrorTextBytes];
        var length = 0;
        _ = functions.ErrorText(code, text, &length);
        throw new RankException(
            $"MPI failed in {doing}: {Encoding.UTF8.GetString(text, Math.Clamp(length, 0, ErrorTextBytes))} (code {code})");
    }
}
