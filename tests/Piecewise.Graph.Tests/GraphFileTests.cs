using Piecewise.Testing;

namespace Piecewise.Graphs.Tests;

/// <summary>The fixtures in <c>FileTests</c>: input and expectation in one file.</summary>
public sealed class GraphFileTests
{
    private static readonly FileTestSuite Suite = new("Piecewise.Graph.Tests", TestOperators.Catalog, new ParseKind(), new VerifyKind());

    public static TheoryData<string> Files => new(Suite.Files);

    [Theory]
    [MemberData(nameof(Files))]
    public void Expectation_holds(string file) => Suite.Run(file);

    [Fact]
    public void A_fixture_of_an_unknown_kind_fails()
    {
        var e = Assert.Throws<FileTestException>(
            () => Suite.Evaluate(FileTest.Parse("orphan.graph", "// test: nothing\ngraph @g functional {}\n// expect:\n")));
        Assert.Contains("'nothing'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixture_with_an_unknown_option_fails() =>
        Assert.Throws<FileTestException>(
            () => Suite.Evaluate(FileTest.Parse("x.graph", "// test: parse fast=1\ngraph @g functional {}\n// expect:\n")));

    [Fact]
    public void A_fixture_without_a_header_fails() =>
        Assert.Throws<FileTestException>(() => FileTest.Parse("x.graph", "graph @g functional {}"));

    [Fact]
    public void The_accept_command_names_the_project() =>
        Assert.Equal("PIECEWISE_ACCEPT=1 dotnet test tests/Piecewise.Graph.Tests --filter FileTests", Suite.AcceptCommand);

    [Fact]
    public void An_accepted_fixture_keeps_header_and_input()
    {
        var test = FileTest.Parse("x.graph", "// test: parse\ngraph @g functional {\n}\n\n// expect:\nold\n");
        Assert.Equal("// test: parse\ngraph @g functional {\n}\n\n// expect:\nnew\n", test.WithExpected("new"));
        Assert.Equal("old", test.Expected);
    }
}
