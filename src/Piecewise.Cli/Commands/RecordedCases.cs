namespace Piecewise.Cli.Commands;

/// <summary>How recorded cases are made.</summary>
internal static class RecordedCases
{
    /// <summary>A sentence or two for who has none.</summary>
    public const string HowTo =
        "In Python, save the inputs and PyTorch's outputs of some calls there with safetensors: in.CASE.INPUT and out.CASE.NUMBER, a tensor each.";
}
