namespace Piecewise.Compiler.Projects;

/// <summary>What <see cref="ProjectWriter"/> writes.</summary>
internal sealed record ProjectOptions
{
    /// <summary>Whether files of others in the folder may be replaced; those of an earlier project always are.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether only the model is written, as files to compile into another application, without a project and a main.</summary>
    public bool IsLibrary { get; init; }

    /// <summary>The class that opens the model; null: after the model's file.</summary>
    public string? ClassName { get; init; }

    /// <summary>A folder that holds the runtime's packages, or null: they come from where this machine's NuGet looks.</summary>
    public string? PackageSource { get; init; }
}
