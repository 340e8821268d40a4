using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>What a fixture's input is put through.</summary>
internal interface IFileTestKind
{
    /// <summary>The word after <c>// test:</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The text that is compared with the expectation. An exception fails the test, so an expected one is turned into text.
    /// </summary>
    string Run(FileTest test, OperatorCatalog catalog);
}
