namespace Piecewise.Distributed;

/// <summary>Implementations of MPI whose binary interfaces differ: in the library's name, in handles and in some constants.</summary>
internal enum MpiFamily
{
    /// <summary>Open MPI 4 and 5: a handle is the address of what it names.</summary>
    OpenMpi,

    /// <summary>MPICH 3.1 and later, and those that keep its interface (Intel MPI, MVAPICH, Cray MPICH): a handle is a number of 32
    /// bits.</summary>
    Mpich,
}
