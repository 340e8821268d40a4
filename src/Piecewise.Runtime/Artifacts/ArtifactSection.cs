namespace Piecewise.Runtime;

/// <summary>A named part of an artifact.</summary>
/// <param name="Name">1 to 32 characters of a-z 0-9 . _ -; <see cref="ArtifactSectionNames"/> has those that Piecewise itself uses.</param>
/// <param name="Content">Its bytes. Not copied: they must stay as they are.</param>
internal sealed record ArtifactSection(string Name, ReadOnlyMemory<byte> Content);
