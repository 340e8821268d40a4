using System.Diagnostics.CodeAnalysis;

namespace Piecewise.Runtime;

/// <summary>What came of reading an artifact: the artifact, or a fault and what it was in words.</summary>
internal sealed record ArtifactReading
{
    private ArtifactReading(Artifact? artifact, ArtifactFault fault, string reason)
    {
        Artifact = artifact;
        Fault = fault;
        Reason = reason;
    }

    public Artifact? Artifact { get; }

    /// <summary>Meaningful where there is no artifact.</summary>
    public ArtifactFault Fault { get; }

    /// <summary>A sentence; empty where there is an artifact.</summary>
    public string Reason { get; }

    [MemberNotNullWhen(true, nameof(Artifact))]
    public bool IsSound => Artifact is not null;

    public static ArtifactReading Sound(Artifact artifact) => new(artifact, default, "");

    public static ArtifactReading Faulty(ArtifactFault fault, string reason) => new(null, fault, reason);
}
