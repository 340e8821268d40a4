namespace Piecewise.Graphs;

/// <summary>A numbered rule of <see cref="GraphVerifier"/>.</summary>
internal sealed class VerifierRule
{
    internal VerifierRule(string id, string title, Action<VerifiedGraph, Action<Node?, string>> check)
    {
        Id = id;
        Title = title;
        Check = check;
    }

    public string Id { get; }

    public string Title { get; }

    internal Action<VerifiedGraph, Action<Node?, string>> Check { get; }

    public override string ToString() => $"{Id}: {Title}";
}
