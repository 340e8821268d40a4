namespace Piecewise.Distributed;

/// <summary>The functions of MPI that are called, by address: they are there when the library is, not when this assembly is.</summary>
internal sealed unsafe class MpiFunctions(MpiLibrary library)
{
    /// <summary>arguments' count, arguments, threads wanted, threads given</summary>
    public readonly delegate* unmanaged<int*, byte***, int, int*, int> InitThread =
        (delegate* unmanaged<int*, byte***, int, int*, int>)library.Function("MPI_Init_thread");

    public readonly delegate* unmanaged<int> Finalize = (delegate* unmanaged<int>)library.Function("MPI_Finalize");

    /// <summary>ranks, handler of errors</summary>
    public readonly delegate* unmanaged<nint, nint, int> SetErrorHandler =
        (delegate* unmanaged<nint, nint, int>)library.Function("MPI_Comm_set_errhandler");

    /// <summary>code, text, its length</summary>
    public readonly delegate* unmanaged<int, byte*, int*, int> ErrorText =
        (delegate* unmanaged<int, byte*, int*, int>)library.Function("MPI_Error_string");

    /// <summary>ranks, this one's number</summary>
    public readonly delegate* unmanaged<nint, int*, int> Rank = (delegate* unmanaged<nint, int*, int>)library.Function("MPI_Comm_rank");

    /// <summary>ranks, their count</summary>
    public readonly delegate* unmanaged<nint, int*, int> Size = (delegate* unmanaged<nint, int*, int>)library.Function("MPI_Comm_size");

    /// <summary>ranks, by what, order, hints, those on this side</summary>
    public readonly delegate* unmanaged<nint, int, int, nint, nint*, int> SplitByType =
        (delegate* unmanaged<nint, int, int, nint, nint*, int>)library.Function("MPI_Comm_split_type");

    /// <summary>bytes, unit, hints, ranks, address, window</summary>
    public readonly delegate* unmanaged<nint, int, nint, nint, void**, nint*, int> AllocateShared =
        (delegate* unmanaged<nint, int, nint, nint, void**, nint*, int>)library.Function("MPI_Win_allocate_shared");

    /// <summary>window, rank, bytes, unit, address</summary>
    public readonly delegate* unmanaged<nint, int, nint*, int*, void**, int> SharedPart =
        (delegate* unmanaged<nint, int, nint*, int*, void**, int>)library.Function("MPI_Win_shared_query");

    /// <summary>window</summary>
    public readonly delegate* unmanaged<nint*, int> FreeWindow = (delegate* unmanaged<nint*, int>)library.Function("MPI_Win_free");

    /// <summary>to send, how many, type, to receive, how many of each rank, type, ranks, request</summary>
    public readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> StartGather =
        (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)library.Function("MPI_Iallgather");

    /// <summary>to send, how many for each rank, type, to receive, how many of each rank, type, ranks, request</summary>
    public readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> StartScatter =
        (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)library.Function("MPI_Ialltoall");

    /// <summary>request, whether it has ended, status</summary>
    public readonly delegate* unmanaged<nint*, int*, nint, int> Test =
        (delegate* unmanaged<nint*, int*, nint, int>)library.Function("MPI_Test");
}
