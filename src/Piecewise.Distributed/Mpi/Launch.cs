using System.Globalization;

namespace Piecewise.Distributed;

/// <summary>What a launcher (<c>mpirun</c>, <c>mpiexec</c>) tells each process that it starts: by variables of its environment.</summary>
/// <param name="Family">Whose launcher it is: the library has to be of the same one.</param>
/// <param name="Rank">The number of this process, from 0.</param>
/// <param name="World">How many processes there are.</param>
internal sealed record Launch(MpiFamily Family, int Rank, int World)
{
    /// <summary>Reads an environment; null: no launcher started this process.</summary>
    /// <param name="variable">The value of a variable; null where there is none.</param>
    public static Launch? Read(Func<string, string?> variable) =>
        Read(variable, MpiFamily.OpenMpi, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")
        ?? Read(variable, MpiFamily.Mpich, "PMI_RANK", "PMI_SIZE");

    private static Launch? Read(Func<string, string?> variable, MpiFamily family, string rankName, string worldName) =>
        int.TryParse(variable(rankName), CultureInfo.InvariantCulture, out var rank)
            && int.TryParse(variable(worldName), CultureInfo.InvariantCulture, out var world) && rank >= 0 && rank < world
                ? new Launch(family, rank, world)
                : null;
}
