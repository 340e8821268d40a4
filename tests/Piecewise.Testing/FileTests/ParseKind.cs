using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>
/// <c>parse</c>: the text as the printer writes it, after checking that it reads back as an equal graph (G2); or what is wrong with it.
/// </summary>
internal sealed class ParseKind : IFileTestKind
{
    public string Name => "parse";

    public string Run(FileTest test, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(test);
        try
        {
            var texts = GraphParser.ParseModule(test.Input, catalog).Graphs.Select(GraphPrinter.PrintModule).ToList();
            foreach (var text in texts)
            {
                RoundTrip.Check(GraphParser.Parse(text, catalog), catalog);
            }
            return new StringBuilder().AppendJoin("\n\n", texts).ToString();
        }
        catch (GraphFormatException e)
        {
            return "error: " + e.Message;
        }
    }
}
