using System.Globalization;
using System.Runtime.InteropServices;
using Piecewise.Compiler.Explain;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tuning;

/// <summary>What times depend on besides the program.</summary>
/// <param name="Processor">Its model, as the system names it.</param>
/// <param name="Architecture">x64, arm64, …</param>
/// <param name="Instructions">The tier that kernels use.</param>
/// <param name="Cores">As many as this process may use.</param>
/// <param name="Threads">That compute.</param>
internal sealed record TuningMachine(string Processor, string Architecture, string Instructions, int Cores, int Threads)
{
    /// <summary>This machine, with what the options say of it.</summary>
    public static TuningMachine Of(CompileOptions options) => new(
        CompileFacts.Processor, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), options.Code.Tier.ToString(),
        Environment.ProcessorCount, options.Code.Team?.Size ?? SharedTeam.Threads);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Processor} ({Architecture}, {Instructions}), {Cores} cores, {Threads} threads");
}
