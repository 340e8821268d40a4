namespace Piecewise.Runtime;

/// <summary>What an artifact says about itself, without its content.</summary>
/// <param name="Manifest">What it was made from and for.</param>
/// <param name="Key">What it is found by.</param>
/// <param name="Constants">The file of constants that belongs to it; null: it has none.</param>
internal sealed record ArtifactSummary(ArtifactManifest Manifest, ArtifactKey Key, ConstantsName? Constants);
