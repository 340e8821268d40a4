using System.Runtime.InteropServices;

namespace Piecewise.Distributed;

/// <summary>
/// What the header of an implementation defines as constants. A handle travels in a register or in 8 bytes of memory that are zero before:
/// MPICH, whose handles have 4 bytes, reads and writes the lower half.
/// </summary>
internal sealed record MpiHandles
{
    public required nint World { get; init; }

    public required nint NoInfo { get; init; }

    public required nint ReturnErrors { get; init; }

    public required nint Byte { get; init; }

    /// <summary>MPI_COMM_TYPE_SHARED: the processes that can share memory.</summary>
    public required int SharedMemory { get; init; }

    /// <summary>MPI_STATUS_IGNORE.</summary>
    public required nint NoStatus { get; init; }

    public static MpiHandles Mpich { get; } = new()
    {
        World = 0x44000000,
        NoInfo = 0x1C000000,
        ReturnErrors = 0x54000001,
        Byte = 0x4C00010D,
        SharedMemory = 1,
        NoStatus = 1,
    };

    public static MpiHandles OpenMpi(nint library) => new()
    {
        World = NativeLibrary.GetExport(library, OpenMpiWorld),
        NoInfo = NativeLibrary.GetExport(library, "ompi_mpi_info_null"),
        ReturnErrors = NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        SharedMemory = 0,
        NoStatus = 0,
    };

    /// <summary>Only Open MPI has a symbol of this name.</summary>
    public const string OpenMpiWorld = "ompi_mpi_comm_world";
}
