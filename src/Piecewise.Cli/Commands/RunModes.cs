namespace Piecewise.Cli.Commands;

/// <summary>What the commands that run a program say of their <c>--mode</c>.</summary>
internal static class RunModes
{
    public const string Description =
        "What runs: compiled (generated code), or the interpreter on one of the graphs before it: lowered, split, interpret (functional), imported.";
}
