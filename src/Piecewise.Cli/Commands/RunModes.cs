using System.CommandLine;
using Piecewise.Compiler;

namespace Piecewise.Cli.Commands;

/// <summary>What the commands that run a program say of their <c>--mode</c>.</summary>
internal static class RunModes
{
    /// <summary>The option, the same for all of them.</summary>
    public static Option<RunMode> Option() => new("--mode")
    {
        Description = "What runs: compiled (generated code), or the interpreter on one of the graphs before it: "
            + "lowered, split, interpret (functional), imported.",
        HelpName = "compiled|lowered|split|interpret|imported",
        DefaultValueFactory = _ => RunMode.Compiled,
    };
}
