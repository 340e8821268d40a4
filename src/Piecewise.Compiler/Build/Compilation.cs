using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Build;

/// <summary>A program as code, loaded.</summary>
/// <param name="Program">What runs.</param>
/// <param name="Plan">How it runs.</param>
/// <param name="Pieces">The generated code, by number; empty where the backend generates none.</param>
/// <param name="Code">As an assembly; empty where the backend makes none.</param>
/// <param name="Times">What each phase took.</param>
internal sealed record Compilation(
    CompiledProgram Program, PlannedProgram Plan, ImmutableArray<EmittedPiece> Pieces, BuiltCode Code, CompilationTimes Times)
{
    /// <summary>Which backend made it.</summary>
    public required string Backend { get; init; }

    /// <summary>Who computes the calls of sessions that are not told.</summary>
    public required Workers Workers { get; init; }

    /// <summary>What the code was made from and for.</summary>
    /// <param name="factors">What names the program: a cache's key, or less.</param>
    internal ArtifactManifest Describe(ImmutableArray<KeyFactor> factors) => new()
    {
        File = Path.GetFileName(Plan.Manifest.Name),
        Factors = factors,
        Entry = string.Join(' ', Plan.Manifest.Entries.Select(e => new SizeRange(e.Start, e.End))),
        CompilerBuild = ProgramKey.CompilerBuild,
        InstructionTier = Workers.Tier.ToString(),
        ElementTypes = [.. Plan.Manifest.State.Select(s => s.DType.TextName()).Distinct().Order(StringComparer.Ordinal)],
        EntryType = ProgramCode.TableType,
    };
}

/// <summary>What the phases of a compilation took.</summary>
/// <param name="Plan">Schedules of pieces and plans of entries.</param>
/// <param name="Emit">Writing the C#.</param>
/// <param name="Build">Compiling it.</param>
/// <param name="Load">Loading it and making machine code.</param>
internal sealed record CompilationTimes(TimeSpan Plan, TimeSpan Emit, TimeSpan Build, TimeSpan Load);
