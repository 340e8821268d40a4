using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.Direct;
using Piecewise.Compiler.Emit;

namespace Piecewise.Compiler.Build;

/// <summary>The backends that there are.</summary>
internal static class Backends
{
    /// <summary>C#, compiled by Roslyn.</summary>
    public const string Generated = "generated";

    /// <summary>Runs descriptions as they stand.</summary>
    public const string Direct = "direct";

    private const string Switch = "Piecewise.Compiler.MakesCode";

    /// <summary>
    /// Whether this application may make code: not where it was compiled ahead of time, nor where it was trimmed, which the package's
    /// targets say by the switch. Trimming knows it too, and leaves Roslyn out.
    /// </summary>
    [FeatureSwitchDefinition(Switch)]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
#pragma warning disable IL4000 // The switch is off wherever something is trimmed.
    public static bool MakesCode => RuntimeFeature.IsDynamicCodeSupported && !(AppContext.TryGetSwitch(Switch, out var isOn) && !isOn);
#pragma warning restore IL4000

    public static ImmutableArray<string> Names { get; } = [Generated, Direct];

    /// <summary>The name of the backend that options ask for; where they do not, of the one for this application.</summary>
    public static string NameOf(CodeOptions options) => options.Backend ?? (MakesCode ? Generated : Direct);

    /// <exception cref="ArgumentException">There is no backend of that name.</exception>
    public static IBackend Of(CodeOptions options) => NameOf(options) switch
    {
        Generated => MakesCode
            ? new GeneratedBackend(options.Tier, options.Debug, options.HasMarks)
            : throw new InvalidOperationException("Code can't be compiled in this application; choose the backend 'direct'."),
        Direct => new DirectBackend(options.Tier),
        var name => throw new ArgumentException($"There is no backend '{name}'; there are: {string.Join(", ", Names)}.", nameof(options)),
    };
}
