namespace Piecewise.Graphs;

// How graphs show themselves is a matter of their text form: nodes need not know it.
internal sealed partial class Graph
{
    public override string ToString() => GraphPrinter.Print(this);
}

internal sealed partial class Node
{
    public override string ToString() => GraphPrinter.PrintNode(this);
}

internal sealed partial record GraphArgument
{
    public override string ToString() => GraphPrinter.Print(Graph);
}
