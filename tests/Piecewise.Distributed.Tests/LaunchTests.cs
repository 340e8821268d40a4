namespace Piecewise.Distributed.Tests;

public sealed class LaunchTests
{
    [Fact]
    public void What_a_launcher_says_is_read()
    {
        Assert.Equal(new Launch(MpiFamily.OpenMpi, 1, 4), Read("OMPI_COMM_WORLD_RANK=1", "OMPI_COMM_WORLD_SIZE=4"));
        Assert.Equal(new Launch(MpiFamily.Mpich, 0, 2), Read("PMI_RANK=0", "PMI_SIZE=2"));
        // An Open MPI below a batch system that has variables of its own.
        Assert.Equal(MpiFamily.OpenMpi, Read("PMI_RANK=0", "PMI_SIZE=2", "OMPI_COMM_WORLD_RANK=1", "OMPI_COMM_WORLD_SIZE=4")?.Family);
    }

    [Theory]
    [InlineData("PMI_RANK=0")]
    [InlineData("PMI_RANK=2", "PMI_SIZE=2")]
    [InlineData("PMI_RANK=-1", "PMI_SIZE=2")]
    [InlineData("OMPI_COMM_WORLD_RANK=x", "OMPI_COMM_WORLD_SIZE=4")]
    public void What_is_no_rank_is_none(params string[] environment) => Assert.Null(Read(environment));

    [Fact]
    public void A_launcher_is_allowed_what_it_would_refuse()
    {
        Assert.Equal("--allow-run-as-root --oversubscribe --bind-to none -n 3",
            string.Join(' ', new Launcher(MpiFamily.OpenMpi, "mpirun").Arguments(3, asRoot: true)));
        Assert.Equal("--oversubscribe --bind-to none -n 3",
            string.Join(' ', new Launcher(MpiFamily.OpenMpi, "mpirun").Arguments(3, asRoot: false)));
        Assert.Equal(["-n", "3", "sh", "-c"], new Launcher(MpiFamily.Mpich, "mpirun").Arguments(3, asRoot: true).Take(4));
    }

    [Fact]
    public void Where_no_launcher_is_none_is_found() => Assert.Null(Launcher.Find(AppContext.BaseDirectory));

    private static Launch? Read(params string[] environment) => Launch.Read(
        environment.Select(e => e.Split('=')).ToDictionary(e => e[0], e => e[1]).GetValueOrDefault);
}
