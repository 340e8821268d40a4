using System.Runtime.InteropServices;

namespace Piecewise.Distributed;

/// <summary>
/// The library of MPI that belongs to the launcher, found when it is needed: a package of the system, whose runtime part suffices.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    private readonly nint library;

    private MpiLibrary(MpiFamily family, nint library)
    {
        this.library = library;
        Handles = family == MpiFamily.OpenMpi ? MpiHandles.OpenMpi(library) : MpiHandles.Mpich;
    }

    public MpiHandles Handles { get; }

    /// <exception cref="RankException">It is not installed.</exception>
    public static MpiLibrary Load(MpiFamily family)
    {
        foreach (var name in Names(family))
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;
            // Both may be called libmpi.so.
            if (NativeLibrary.TryGetExport(library, MpiHandles.OpenMpiWorld, out _) == (family == MpiFamily.OpenMpi))
                return new MpiLibrary(family, library);
            NativeLibrary.Free(library);
        }
        var (title, package) = family == MpiFamily.OpenMpi ? ("Open MPI", "openmpi-bin") : ("MPICH", "mpich");
        throw new RankException($"A launcher of {title} started this process, but the library of {title} is not found "
            + $"({string.Join(", ", Names(family))}). On Debian and Ubuntu it comes with the package {package}; elsewhere add its folder "
            + "to LD_LIBRARY_PATH.");
    }

    /// <summary>The address of a function.</summary>
    /// <exception cref="RankException">The library has none of this name.</exception>
    public nint Function(string name) => NativeLibrary.TryGetExport(library, name, out var address)
        ? address
        : throw new RankException($"The library of MPI has no {name}: it is too old, MPI 3 is needed.");

    private static string[] Names(MpiFamily family) => (family, OperatingSystem.IsMacOS()) switch
    {
        (MpiFamily.OpenMpi, false) => ["libmpi.so.40", "libmpi.so"],
        (MpiFamily.OpenMpi, true) => ["libmpi.40.dylib", "libmpi.dylib"],
        (_, false) => ["libmpich.so.12", "libmpi.so.12", "libmpich.so", "libmpi.so"],
        (_, true) => ["libmpi.12.dylib", "libmpi.dylib"],
    };
}
