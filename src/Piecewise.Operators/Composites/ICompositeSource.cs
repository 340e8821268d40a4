namespace Piecewise.Operators.Composites;

/// <summary>Defines operators that are spelled out in others; the catalog finds every class that implements it.</summary>
internal interface ICompositeSource
{
    IEnumerable<Composite> Declare();
}
