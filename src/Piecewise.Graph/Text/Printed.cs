namespace Piecewise.Graphs;

// How graphs show themselves is a matter of their text form: nodes need not know it.
public sealed partial class Graph
{
    public override string ToString() => GraphPrinter.Print(this);
}

public sealed partial class Node
{
    public override string ToString() => GraphPrinter.PrintNode(this);
}

public sealed partial record GraphArgument
{
    public override string ToString() => GraphPrinter.Print(Graph);
}
