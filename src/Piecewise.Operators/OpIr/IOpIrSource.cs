namespace Piecewise.Operators.OpIr;

/// <summary>
/// A file that declares ops of the op IR. A public or internal class with a parameterless constructor is found by itself.
/// </summary>
internal interface IOpIrSource
{
    IEnumerable<OpIrDeclaration> Declare();
}
