namespace Piecewise.Cli.Commands;

/// <summary>The file with recorded cases that lies beside a program's.</summary>
internal static class RecordedCases
{
    /// <summary>What to tell who has none.</summary>
    public const string HowTo =
        "In Python, save the inputs and PyTorch's outputs of some calls there with safetensors: "
        + "in.CASE.INPUT and out.CASE.NUMBER, a tensor each.";

    /// <summary>Where the cases of a program lie.</summary>
    public static string Beside(string file) => Path.ChangeExtension(file, ".safetensors");

    /// <summary>The same, if there is such a file; who has none is told how they are made.</summary>
    public static string Existing(string file) => Beside(file) is var cases && File.Exists(cases)
        ? cases
        : throw new UsageException($"{file} has no recorded cases: {cases} is missing. {HowTo}");
}
