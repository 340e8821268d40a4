namespace Piecewise.Graphs;

/// <summary>A file that defines operators. A catalog finds every public or internal implementation in the assemblies it is given.</summary>
internal interface IOperatorSource
{
    IEnumerable<Operator> Create();
}
