using System.CommandLine;

namespace Piecewise.Cli.Commands;

/// <summary>What random numbers of a program follow from, where it draws any.</summary>
internal static class SeedOption
{
    /// <summary>The seed of commands that measure or compare: the same every time.</summary>
    public const ulong Usual = 0;

    /// <summary>The option.</summary>
    /// <param name="otherwise">Where it is not given; null where a program that draws random numbers then fails.</param>
    public static Option<ulong?> Create(ulong? otherwise = null) => new("--seed")
    {
        Description = "Seed of a program's random operators: they draw what PyTorch draws after torch.manual_seed(SEED).",
        HelpName = "SEED",
        DefaultValueFactory = _ => otherwise,
    };
}
